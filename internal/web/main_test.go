package web_test

import (
	"os"
	"testing"

	"samverkan/internal/web/webtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	webtest.Forget()
	os.Exit(code)
}
