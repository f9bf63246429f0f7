package admin

// registryActions is the part of the table for apps, contracts and schools.
func registryActions() []Action {
	return []Action{
		{Name: "apps", Method: "GET", Path: PathApps, Needs: SeeApps},
		{Name: "apps.one", Method: "GET", Path: PathApps + "/{id}", Needs: SeeApps},
		{Name: "apps.approve", Method: "POST", Path: PathApps + "/{id}/approve", Needs: ApproveApps, Sensitive: true, Verb: "contract.approve"},
		{Name: "apps.stop", Method: "POST", Path: PathApps + "/{id}/stop", Needs: ApproveApps, Sensitive: true, Verb: "contract.stop"},
		{Name: "apps.change", Method: "GET", Path: PathApps + "/{id}/change", Needs: ChangeApps},
		{Name: "apps.change.save", Method: "POST", Path: PathApps + "/{id}/change", Needs: ChangeApps, Sensitive: true, Verb: "registry.edit"},
		{Name: "apps.back", Method: "POST", Path: PathApps + "/{id}/back", Needs: ChangeApps, Sensitive: true, Verb: "registry.edit"},
		{Name: "schools", Method: "GET", Path: PathSchools, Needs: SeeSchools},
		{Name: "schools.one", Method: "GET", Path: PathSchools + "/{id}", Needs: SeeSchools},
		{Name: "schools.save", Method: "POST", Path: PathSchools + "/{id}", Needs: ChangeSchools, Sensitive: true, Verb: "registry.edit"},
	}
}
