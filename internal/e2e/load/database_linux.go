package main

import (
	"path/filepath"
	"strconv"

	"samverkan/internal/store/pgtest"
)

// databases are where installations are made.
type databases interface {
	fresh(home string) (string, error)        // gives the address of an empty one
	copied(from, home string) (string, error) // gives the address of a copy, for a home that was copied
}

// files are databases of SQLite, copied with their directory.
type files struct{}

func (files) fresh(home string) (string, error)     { return filepath.Join(home, "samverkan.db"), nil }
func (files) copied(_, home string) (string, error) { return filepath.Join(home, "samverkan.db"), nil }

// postgres is a server of PostgreSQL that is started for the measurement and waits for the disk.
type postgres struct {
	server *pgtest.Server
	names  map[string]string // by address
}

func (p *postgres) fresh(string) (string, error) { return p.create("") }

func (p *postgres) copied(from, _ string) (string, error) { return p.create(p.names[from]) }

func (p *postgres) create(like string) (string, error) {
	name := "load_" + strconv.Itoa(len(p.names)+1)
	address, err := p.server.Create(name, like)
	p.names[address] = name
	return address, err
}
