package webtest

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/rehearsal"
	"samverkan/internal/signin"
)

// Role is somebody that a test can be.
type Role string

// The roles.
const (
	Nobody        Role = "nobody" // has not signed in
	Leader        Role = "leader"
	Secretary     Role = "secretary"
	Listener      Role = "listener"
	Technician    Role = "technician"
	Attendee      Role = "attendee"       // of the municipality Ekeryd
	OtherAttendee Role = "other-attendee" // of the municipality Tallmo
	Observer      Role = "observer"       // of the agency MCF
	Guest         Role = "guest"          // by a link, for the operator Allmäntele
	Outsider      Role = "outsider"       // of an actor that is called to nothing
	Administrator Role = "administrator"  // keeps the host's people
	Operator      Role = "operator"       // runs the installation
)

// Roles lists them all.
func Roles() []Role {
	return []Role{Nobody, Leader, Secretary, Listener, Technician, Attendee, OtherAttendee, Observer, Guest, Outsider, Administrator, Operator}
}

// duty begins the roles of those on duty at an actor, of whom [Roles] has the few that have an account.
const duty = "tib."

// OnDuty gives whoever is on duty at an actor an account of their own, for what more actors do together than those of [Roles].
func (s *Stage) OnDuty(actor string) Role {
	s.t.Helper()
	r := Role(duty + actor)
	if err := s.server.SignIn().Establish(s.t.Context(), clerk.OwnerIdentity(), []signin.Newcomer{{Member: r.member(), Login: r.Login()}}, Password); err != nil {
		s.t.Fatal(err)
	}
	return r
}

// guestActor is who the guest comes for.
const guestActor = "foretag-allmantele"

// Password opens every account, with the role's login.
const Password = "sju gröna paraplyer dansar"

// member gives the account of a role.
func (r Role) member() directory.Member {
	at := func(account, actor, name string, role directory.SystemRole) directory.Member {
		return directory.Member{ID: account + "." + actor, Name: name, Actor: actor, SystemRole: role}
	}
	switch r {
	case Leader:
		return at("motesledare", Host, "Maja Mård", directory.Writer)
	case Secretary:
		return at("dokumentator", Host, "Dag Dahl", directory.Writer)
	case Listener:
		return at("lyssnare", Host, "Lina Lodin", directory.Writer)
	case Technician:
		return at("teknik", Host, "Tor Ek", directory.Writer)
	case Attendee:
		return at("tib", "kommun-ekeryd", "Eva Ek", directory.Writer)
	case OtherAttendee:
		return at("tib", "kommun-tallmo", "Tom Tall", directory.Writer)
	case Observer:
		return at("tib", "myndighet-mcf", "Olle Ost", directory.Writer)
	case Outsider:
		return at("tib", "lst-skane", "Ulla Uv", directory.Writer)
	case Administrator:
		return at("administrator", Host, "Ada Alm", directory.ActorAdmin)
	case Operator:
		return at("drift", Host, "Drago Dal", directory.Operator)
	}
	if actor, ok := strings.CutPrefix(string(r), duty); ok {
		return at(strings.TrimSuffix(duty, "."), actor, "Tjänsteman i beredskap", directory.Writer)
	}
	return directory.Member{}
}

// Login is what the role signs in with; "" for those without an account.
func (r Role) Login() string {
	if m := r.member(); m.ID != "" {
		return m.ID + "@ovning.example"
	}
	return ""
}

// Actor is who the role speaks for; "" for nobody.
func (r Role) Actor() string {
	if r == Guest {
		return guestActor
	}
	return r.member().Actor
}

// people makes the accounts, and those that the exercise has besides: one for each role of a host, one on duty at each actor.
func (p *player) people(ctx context.Context) error {
	var newcomers []signin.Newcomer
	known := map[string]bool{}
	for _, r := range Roles() {
		if m := r.member(); m.ID != "" {
			known[m.ID] = true
			newcomers = append(newcomers, signin.Newcomer{Member: m, Login: r.Login()})
		}
	}
	if err := p.signin.Establish(ctx, clerk.OwnerIdentity(), newcomers, Password); err != nil {
		return err
	}
	for _, name := range []string{"local", "regional"} {
		m, err := rehearsal.Read(name)
		if err != nil {
			return err
		}
		rehearsal.Bind(&m.Plan)
		var all []directory.Member
		for _, h := range m.Plan.Roles {
			all = append(all, directory.Member{ID: h.Member, Name: h.Function, Actor: h.Actor})
		}
		for _, actor := range m.Plan.Actors() {
			all = append(all, Role(duty+actor).member())
		}
		for _, x := range all {
			if known[x.ID] {
				continue
			}
			known[x.ID], x.SystemRole = true, directory.Writer
			if err := p.Administer(ctx, clerk.SaveMember{Member: x}); err != nil {
				return err
			}
		}
	}
	return nil
}

// enter begins a session for a role, and gives its cookie; nil for nobody.
func (s *Stage) enter(r Role) *http.Cookie {
	s.t.Helper()
	switch r {
	case Nobody:
		return nil
	case Guest:
		return s.enterGuest()
	}
	c, err := s.server.SignIn().SessionFor(s.t.Context(), r.member().ID, "password")
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// GuestOf gives somebody who has come by a link to a conference, for the actor that guests are of.
func (s *Stage) GuestOf(conference string) *Client {
	s.t.Helper()
	return s.newClient(Guest, s.enterGuestOf(conference))
}

// CalendarOf makes a role's calendar feed, and gives its path with the key in it.
func (s *Stage) CalendarOf(r Role) string {
	s.t.Helper()
	address, _, err := s.server.SignIn().MakeFeed(s.t.Context(), r.Identity(), r.Actor(), "", "Prov")
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimPrefix(address, s.URL)
}

// FeedOf makes a role's feed of what is new in an area, and gives its path with the key in it.
func (s *Stage) FeedOf(r Role, area string) string {
	s.t.Helper()
	who := r.Identity()
	address, _, err := s.server.SignIn().MakeAreaFeed(s.t.Context(), who, who.Actor, who.Member, "Prov", area)
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimPrefix(address, s.URL)
}

// FolderOf gives the header by which a role's computer is let in to the network folder.
func (s *Stage) FolderOf(r Role) string {
	s.t.Helper()
	password, _, err := s.server.SignIn().MakeToken(s.t.Context(), r.Identity(), "Prov", clerk.ScopeFolder, s.Now().Add(24*time.Hour))
	if err != nil {
		s.t.Fatal(err)
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte("vem:"+password))
}

// enterGuest goes through the door as a guest does, by the link.
func (s *Stage) enterGuest() *http.Cookie { return s.enterGuestOf(Conference) }

func (s *Stage) enterGuestOf(conference string) *http.Cookie {
	s.t.Helper()
	_, link, err := s.server.SignIn().InviteGuest(s.t.Context(), clerk.OwnerIdentity(), conference, guestActor, "Vakthavande", s.Now().Add(6*time.Hour))
	if err != nil {
		s.t.Fatal(err)
	}
	b := s.newClient(Nobody, nil)
	a := b.send(http.MethodPost, strings.TrimPrefix(link, s.URL), "name=Gunnar+G%C3%A4st", nil)
	if a.Status != http.StatusSeeOther {
		s.t.Fatalf("the guest's link: %d\n%s", a.Status, a.Body)
	}
	for _, c := range b.cookies {
		if strings.HasSuffix(c.Name, "samverkan") {
			return c
		}
	}
	s.t.Fatal("the guest got no session")
	return nil
}

// Identity is who the role is to the desk, so that a test can ask the policy what to expect.
func (r Role) Identity() clerk.Identity {
	if r == Guest {
		return clerk.Identity{Member: "gäst", Actor: guestActor, SystemRole: directory.Reader, Only: Conference}
	}
	m := r.member()
	return clerk.Identity{Member: m.ID, Actor: m.Actor, SystemRole: m.SystemRole}
}
