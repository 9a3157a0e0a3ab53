package web

func (w *Web) settingRoutes() []row { return nil }
