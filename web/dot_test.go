package web

import "reflect"

// typed is dot as a template's checker wants it: with the view's own fields. The product has
// one dot for all, [page].
type typed[V View] struct {
	*common
	V V
}

func dotOf[V View]() any { return typed[V]{common: &common{T: dutch{}}} }

// dots gives the dot of each view. A view that is not here fails the test of its template.
func dots() map[reflect.Type]any {
	out := map[reflect.Type]any{}
	for _, d := range []any{
		dotOf[SchoolPicker](), dotOf[SchoolResults](), dotOf[Information](), dotOf[Confirm](), dotOf[Bring](), dotOf[Brought](), dotOf[Refusal](), dotOf[FormPost](),
		dotOf[CookieHelp](), dotOf[Explain](), dotOf[Home](), dotOf[Privacy](), dotOf[Cookies](), dotOf[Accessibility](), dotOf[NotFound](), dotOf[Error](),
		dotOf[LoggedOut](), dotOf[Logout](), dotOf[Stayed](), dotOf[Me](), dotOf[StepUp](), dotOf[FactorKey](), dotOf[FactorApp](), dotOf[FactorCodes](),
		dotOf[AdminSignIn](), dotOf[AdminInvite](), dotOf[AdminTouch](), dotOf[AdminKeys](), dotOf[AdminApp](), dotOf[AdminCodes](), dotOf[AdminConfirm](),
		dotOf[AdminHome](), dotOf[AdminBlocks](), dotOf[AdminPeople](), dotOf[AdminAudit](), dotOf[AdminRecover](), dotOf[AdminSchoolDoor](), dotOf[AdminSecond](),
		dotOf[AdminApps](), dotOf[AdminAppPage](), dotOf[AdminAppChange](), dotOf[AdminSchools](), dotOf[AdminSchoolPage](), dotOf[AdminFeds](), dotOf[AdminFed](),
		dotOf[AdminCheck](), dotOf[AdminChecked](), dotOf[AdminSigning](), dotOf[AdminStop](), dotOf[AdminLog](), dotOf[AdminLogSearch](), dotOf[AdminWeek](),
		dotOf[AdminLooks](), dotOf[AdminAttempts](), dotOf[AdminBlockRow](), dotOf[AdminReveal](), dotOf[DemoHome](), dotOf[DemoHub](), dotOf[DemoResult](),
		dotOf[DemoLeft](),
	} {
		out[reflect.TypeOf(d).Field(1).Type] = d
	}
	return out
}
