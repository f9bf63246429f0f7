package web

func (dutch) AdminAppOf() string    { return "App van" }
func (dutch) AdminNoApp() string    { return "Geen app" }
func (dutch) AdminAppLabel() string { return "App, bij een ontwikkelaar" }
