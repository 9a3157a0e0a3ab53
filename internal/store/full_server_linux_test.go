package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// smallDisk mounts a disk of its own within the server's directory, and makes a database on it.
func smallDisk(t *testing.T, size string) (dir, address string) {
	t.Helper()
	address = postgres.Database(t)
	info, err := os.Stat(postgres.Data())
	if err != nil {
		t.Fatal(err)
	}
	owner := info.Sys().(*syscall.Stat_t)
	dir = filepath.Join(filepath.Dir(postgres.Data()), "small")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("mode=700,uid=%d,gid=%d,size=%s", owner.Uid, owner.Gid, size)); err != nil {
		if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
			t.Fatalf("a small disk cannot be mounted: %v", err)
		}
		t.Skipf("SKIPPED: a small disk cannot be mounted (it needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	name := database(address)
	postgres.Exec(t, "postgres", "CREATE TABLESPACE small LOCATION '"+dir+"'")
	t.Cleanup(func() { postgres.Exec(t, "postgres", "DROP TABLESPACE small") })
	postgres.Exec(t, "postgres", "ALTER DATABASE "+name+" SET TABLESPACE small")
	t.Cleanup(func() { postgres.Exec(t, "postgres", "DROP DATABASE "+name+" WITH (FORCE)") })
	return dir, address
}

// TestTheServersDiskIsFull (faults.md A4): told as such, what was answered is there, reading works, and writing works again when
// there is room.
func TestTheServersDiskIsFull(t *testing.T) {
	dir, address := smallDisk(t, "14m")
	s := open(t, address)
	kept := int64(0)
	var full error
	write := func() error {
		return s.Update(context.Background(), func(tx *store.Tx) error {
			e := entry("x")
			e.Payload = chanceText(50_000)
			_, err := tx.Append("a", kept, e)
			return err
		})
	}
	for i := 0; full == nil && i < 2000; i++ {
		if full = write(); full == nil {
			kept++
		}
	}
	if fault.CodeOf(full) != "store.full" || fault.KindOf(full) != fault.Full || kept == 0 {
		t.Fatalf("after %d entries: %v", kept, full)
	}
	if c := check(t, s); c.Entries != kept || len(c.Faults) != 0 {
		t.Fatalf("%d kept, %+v", kept, c)
	}
	remount(t, dir, 0, "size=40m")
	if err := write(); err != nil {
		t.Fatal(err)
	}
	if c := check(t, s); c.Entries != kept+1 || len(c.Faults) != 0 {
		t.Fatalf("%d kept, %+v", kept, c)
	}
}

// TestTheServerTakesNoMoreConnections (faults.md C14): told as such, and it works again when there is room.
func TestTheServerTakesNoMoreConnections(t *testing.T) {
	address := postgres.Database(t)
	s := open(t, address)
	fill(t, s, "a", 1)
	postgres.Exec(t, "postgres", "ALTER DATABASE "+database(address)+" CONNECTION LIMIT 1")
	postgres.Exec(t, "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+database(address)+"'")
	var holder *pgx.Conn
	until(t, "the store's connections are gone", func() bool {
		var err error
		holder, err = pgx.Connect(context.Background(), address)
		return err == nil
	})
	read := func() error {
		return s.View(context.Background(), func(tx *store.Tx) error { _, err := tx.Heads(); return err })
	}
	write := func() error {
		return s.Update(context.Background(), func(tx *store.Tx) error { _, err := tx.Append("a", store.AtHead, entry("x")); return err })
	}
	for _, err := range []error{read(), write(), read(), write()} {
		if fault.CodeOf(err) != "store.server-busy" || fault.KindOf(err) != fault.Unavailable {
			t.Fatal(err)
		}
	}
	holder.Close(context.Background())
	postgres.Exec(t, "postgres", "ALTER DATABASE "+database(address)+" CONNECTION LIMIT -1")
	until(t, "there is room", func() bool { return read() == nil && write() == nil })
}
