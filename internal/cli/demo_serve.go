package cli

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/server"
	"samverkan/internal/signin"
)

// demoAccounts is the file in which a demonstration keeps its accounts, so that it can be served again.
const demoAccounts = "konton.json"

// demoAccount is somebody that one can be in a demonstration.
type demoAccount struct {
	Role     string `json:"role"` // key of the role's name
	Member   string `json:"member"`
	Login    string `json:"login"`
	Password string `json:"password"`
}

// cast are the roles that a demonstration has accounts for. Each is a member that the exercise has already, but for the two who
// keep people and run the installation.
func cast() []demoAccount {
	return []demoAccount{
		{Role: "leader", Member: "motesledare.lst-allmanlan"}, {Role: "secretary", Member: "dokumentator.lst-allmanlan"},
		{Role: "listener", Member: "lyssnare.lst-allmanlan"}, {Role: "technician", Member: "teknik.lst-allmanlan"},
		{Role: "attendee", Member: "tib.kommun-ekeryd"}, {Role: "actor-admin", Member: "administrator.lst-allmanlan"},
		{Role: "operator", Member: "drift.lst-allmanlan"},
	}
}

// accounts gives the demonstration's people a way in. The password is the same for all, and new for each demonstration.
func (d *demonstration) accounts(ctx context.Context) error {
	random := d.session.world.Random
	if random == nil {
		random = rand.Reader
	}
	home, err := filepath.Abs(d.home)
	if err != nil {
		return err
	}
	c, err := config.Load(config.Sources{Home: home, Env: func(string) string { return "" }, Flags: map[string]string{"db": filepath.Join(home, "samverkan.db")}})
	if err != nil {
		return err
	}
	key, err := signin.LoadKey(c.SecretKey, random)
	if err != nil {
		return err
	}
	texts, err := catalogue()
	if err != nil {
		return err
	}
	s, err := signin.New(signin.Options{Clerk: d.desk, Now: d.session.world.Now, Random: random, NewID: d.session.ids.New, Key: key, Base: c.URL, Texts: texts})
	if err != nil {
		return err
	}
	password, err := easyPassword(random)
	if err != nil {
		return err
	}
	all, err := d.desk.Members(ctx, clerk.OwnerIdentity())
	if err != nil {
		return err
	}
	people := cast()
	var newcomers []signin.Newcomer
	for i := range people {
		p := &people[i]
		p.Login, p.Password = p.Member+"@ovning.example", password
		m := directory.Member{ID: p.Member, Name: d.session.p.T("cli.demo.role." + p.Role), Actor: "lst-allmanlan", SystemRole: directory.Writer}
		switch p.Role {
		case "actor-admin":
			m.SystemRole = directory.ActorAdmin
		case "operator":
			m.SystemRole = directory.Operator
		default:
			// The exercise has named them.
			for _, x := range all {
				if x.ID == p.Member {
					m = x
				}
			}
		}
		newcomers = append(newcomers, signin.Newcomer{Member: m, Login: p.Login})
	}
	if err := s.Establish(ctx, d.owner, newcomers, password); err != nil {
		return err
	}
	out, err := json.MarshalIndent(people, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.home, demoAccounts), append(out, '\n'), 0o600)
}

// easyPassword is 100 bits in letters that are told apart when read aloud.
func easyPassword(random io.Reader) (string, error) {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789x"
	raw := make([]byte, 20)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", err
	}
	var b strings.Builder
	for i, r := range raw {
		if i > 0 && i%5 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[int(r)%len(letters)])
	}
	return b.String(), nil
}

// isDemo tells whether a directory holds a demonstration that can be served.
func isDemo(dir string) bool {
	return isFile(filepath.Join(dir, "samverkan.db")) && isFile(filepath.Join(dir, demoAccounts))
}

// serveDemo runs the service on a demonstration until ctx ends, and says who one can be in it.
func (s *session) serveDemo(ctx context.Context, dir, listen string) error {
	home, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(filepath.Join(home, demoAccounts))
	if err != nil {
		return fileFault(err, demoAccounts)
	}
	var people []demoAccount
	if err := json.Unmarshal(raw, &people); err != nil {
		return err
	}
	flags := map[string]string{"db": filepath.Join(home, "samverkan.db"), "metrics": "", "log-level": "warn"}
	if listen != "" {
		flags["listen"] = listen
	}
	c, err := config.Load(config.Sources{Home: home, Env: s.world.Env, Flags: flags})
	if err != nil {
		return err
	}
	live, err := s.goOn(ctx, c)
	if err != nil {
		return err
	}
	return s.run(ctx, c, func(srv *server.Server) error {
		s.say("")
		s.say(s.p.T("cli.demo.accounts", "Password", people[0].Password))
		s.say("")
		roles, logins := 0, 0
		for _, p := range people {
			roles, logins = max(roles, len([]rune(s.p.T("cli.demo.role."+p.Role)))), max(logins, len(p.Login))
		}
		for _, p := range people {
			role := s.p.T("cli.demo.role." + p.Role)
			s.say("  " + role + strings.Repeat(" ", roles-len([]rune(role))+gap) + p.Login + strings.Repeat(" ", logins-len(p.Login)+gap) +
				srv.URL() + placeOf(p.Role, live))
		}
		s.say("")
		s.say(s.p.T("cli.demo.places", "URL", srv.URL()))
		return nil
	})
}

// placeOf is where somebody of a role has most to see: their view of the meeting that goes on, or what they keep.
func placeOf(role, live string) string {
	view := map[string]string{"leader": "lead", "secretary": "desk", "listener": "listen"}[role]
	switch {
	case role == "actor-admin" || role == "operator":
		return "/admin"
	case view == "":
		view = "follow"
	}
	return "/conferences/" + live + "/room?view=" + view
}
