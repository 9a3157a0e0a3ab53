package web

func (w *Web) helpRoutes() []row { return nil }
