package store

import (
	"testing"

	"samverkan/internal/fault"
)

// TestOldSQLiteIsRefused (faults.md A11).
func TestOldSQLiteIsRefused(t *testing.T) {
	for version, refused := range map[string]bool{
		"3.51.3": false, "3.51.4": false, "3.53.4": false, "4.0.0": false, "3.100.0": false,
		"3.51.2": true, "3.50.9": true, "3.7.0": true, "2.99.99": true, "": true, "3.51": true, "x.y.z": true,
	} {
		err := checkSQLite(version)
		if refused != (fault.CodeOf(err) == "store.sqlite-too-old") || refused != (fault.KindOf(err) == fault.Unavailable) && err != nil {
			t.Errorf("%q: %v", version, err)
		}
	}
}

// TestTheDialectsAreWhole: a dialect with an empty field would fail far from here.
func TestTheDialectsAreWhole(t *testing.T) {
	for _, d := range []dialect{onSQLite(), onPostgres()} {
		if d.driver == "" || d.goose == "" || d.beginRead == "" || d.beginWrite == "" || d.checkFile == "" || d.checkKeys == "" {
			t.Errorf("%+v", d)
		}
		if files, err := migrations.ReadDir(d.migrations); err != nil || len(files) == 0 {
			t.Errorf("%s: %v", d.migrations, err)
		}
	}
}
