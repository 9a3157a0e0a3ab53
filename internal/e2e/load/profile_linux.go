package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// profileTo begins to take a CPU profile of a service, and gives what waits for it and takes the memory as well. Without a name
// nothing is taken.
func (t *target) profileTo(name, what string, d time.Duration) (wait func()) {
	if t.profile == "" {
		return func() {}
	}
	name += "." + t.name + "." + what
	done := make(chan struct{})
	go func() {
		defer close(done)
		t.fetch(fmt.Sprintf("%s/cpu?seconds=%d", t.profile, int(d.Seconds())), name+".cpu")
	}()
	return func() {
		<-done
		t.fetch(t.profile+"/allocs", name+".mem")
	}
}

func (t *target) fetch(url, name string) {
	err := func() error {
		r, err := http.Get(url)
		if err != nil {
			return err
		}
		defer r.Body.Close()
		f, err := os.Create(name)
		if err != nil {
			return err
		}
		if _, err = io.Copy(f, r.Body); err == nil && r.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s answers %s", url, r.Status)
		}
		if closed := f.Close(); err == nil {
			err = closed
		}
		return err
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "load: no profile:", err)
	}
}
