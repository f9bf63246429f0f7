package web

func (english) AdminAppOf() string    { return "App of" }
func (english) AdminNoApp() string    { return "No app" }
func (english) AdminAppLabel() string { return "App, for a developer" }
