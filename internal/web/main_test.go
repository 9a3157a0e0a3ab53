package web_test

import (
	"os"
	"runtime/debug"
	"testing"

	"samverkan/internal/web/webtest"
)

func TestMain(m *testing.M) {
	// Every stage keeps its templates and texts for as long as it stands: looking through them again and again took a quarter of the time.
	debug.SetGCPercent(400)
	code := m.Run()
	webtest.Forget()
	os.Exit(code)
}
