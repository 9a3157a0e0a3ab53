package clienttest

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if common.stop != nil {
		common.stop()
	}
	os.Exit(code)
}
