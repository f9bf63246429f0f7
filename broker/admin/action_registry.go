package admin

// registryActions is the part of the table for apps, contracts and schools.
func registryActions() []Action {
	return []Action{
		{Name: "apps", Method: "GET", Path: PathApps, Needs: SeeApps},
		{Name: "apps.one", Method: "GET", Path: PathApps + "/{id}", Needs: SeeApps},
		{Name: "apps.approve", Method: "POST", Path: PathApps + "/{id}/approve", Needs: ApproveApps, Sensitive: true, Verb: "contract.approve"},
		{Name: "apps.stop", Method: "POST", Path: PathApps + "/{id}/stop", Needs: ApproveApps, Sensitive: true, Verb: "contract.stop"},
	}
}
