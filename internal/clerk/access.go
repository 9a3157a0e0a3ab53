package clerk

import (
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// Scope is how far a token or a session reaches, each with what the one before it may. The empty scope is a person's own
// session, which reaches as far as the person.
type Scope string

// The scopes.
const (
	ScopeRead       Scope = "read"       // reads
	ScopeWrite      Scope = "write"      // gives commands in conferences and areas
	ScopeAdminister Scope = "administer" // keeps people, actors and areas
	// ScopeFolder is an app password: it opens the network folder of the areas, and nothing else.
	ScopeFolder Scope = "folder"
)

var scopeOrder = map[Scope]int{ScopeRead: 1, ScopeWrite: 2, ScopeAdminister: 3, "": 4}

// Valid tells whether s is a scope that a token can have.
func (s Scope) Valid() bool { return s == ScopeFolder || s != "" && scopeOrder[s] > 0 }

// Includes tells whether s reaches as far as other. An app password reaches no further than to its like.
func (s Scope) Includes(other Scope) bool {
	if s == ScopeScim || other == ScopeScim { // behind its own door it is ScopeAdminister
		return false
	}
	if s == ScopeFolder {
		return other == ScopeFolder
	}
	if other == ScopeFolder { // it writes in areas
		other = ScopeWrite
	}
	return scopeOrder[s] >= scopeOrder[other] && scopeOrder[s] > 0
}

// access says who may use an operation that is no command of a conference. Whoever no part of it names may not.
type access struct {
	open  bool                 // also who has not signed in
	guest bool                 // also who came by a guest link; what it sees is decided by its one conference
	least directory.SystemRole // the least system role, in the caller's own actor unless it is the operator
	scope Scope                // the least scope of a token
	own   bool                 // about the caller's own sign-in, which a function account has before anybody has taken it over
}

// operations is the policy for everything that is no command of a conference: deny by default. Which rows somebody then
// sees is decided where they are read. A test holds it against the routes there are.
func operations() map[string]access {
	open := access{open: true}
	reads := access{least: directory.Reader, scope: ScopeRead}
	follows := access{guest: true, least: directory.Reader, scope: ScopeRead}
	own := access{least: directory.Reader}                                        // what protects one's account: never by token
	signIns := access{least: directory.Reader, scope: ScopeAdminister, own: true} // one's own sessions and tokens
	writes := access{least: directory.Writer, scope: ScopeWrite}
	keeps := access{least: directory.ActorAdmin, scope: ScopeAdminister}
	runs := access{least: directory.Operator, scope: ScopeAdminister}
	return map[string]access{
		"service.describe": open, "seal.check": open, "sign-in.begin": open, "device.begin": open, "device.collect": open, "link.use": open,
		"link.answer": open, // the signature of the link is what lets somebody in

		"me.read": follows, "account.own": own, "setting.own": own, "device.approve": own, "duty.take": own,
		"watch.read": reads, "inbox.read": reads,
		"watch.own":  {least: directory.Reader, scope: ScopeWrite}, // what one watches, and what one has read of it
		"search.own": {least: directory.Reader, scope: ScopeWrite}, // one's own saved searches, and what one has seen

		"session.own": signIns, "session.end": {guest: true, least: directory.Reader, scope: ScopeAdminister, own: true},
		// Any token may look at itself and end itself; what reaches further is token.own.
		"token.own": signIns, "token.list": reads, "token.end": reads,

		"conference.list": reads, "conference.read": follows, "conference.follow": follows, "document.read": follows,
		"journal.read": follows, "recording.read": follows, "material.read": follows, "bundle.read": reads,
		"conference.command": {guest: true, least: directory.Reader, scope: ScopeWrite}, // and then the rules of conferences
		"minutes.publish":    writes, "file.bring": writes,
		"measure.list": reads, "decision.list": reads, "dependency.list": reads, "search": reads, "news.read": reads, "overview.read": reads,
		"incident.list": reads, "incident.read": reads, "area.list": reads, "area.read": reads, "item.read": reads,
		"actor.list": {guest: true, least: directory.Reader, scope: ScopeRead}, "roster.list": reads, "template.list": reads, "member.list": reads,

		"inquiry.list": reads, "inquiry.read": reads, "inquiry.command": writes, // and then the rules of inquiries

		"exercise.read": reads, "exercise.play": writes, // and then only those of the host

		// Whom they may then read of is decided where it is read.
		"contact.list": reads, "board.read": reads, "delivery.list": reads, "reply.list": reads,
		"feed.own": {least: directory.Reader, scope: ScopeAdminister}, "push.own": own,

		"administer":   writes, // and then the rule of each command
		"guest.invite": writes, "guest.list": writes, "guest.revoke": writes,
		"account.invite": keeps, "account.reset": keeps, "account.import": keeps, "account.disable": keeps, "account.list": keeps,
		// What is kept about oneself; about others it takes what erasing does.
		"person.export": {least: directory.Reader, scope: ScopeAdminister}, "person.erase": keeps,
		"sign-in-log.read": keeps, "usage.read": keeps, "audit.read": runs, "service-token.make": keeps,
		"scim-token.keep": keeps, // the key by which an actor's register of people keeps them
	}
}

// reaches is how far a token must reach to give an administrative command. People, actors, areas and rights are kept by tokens
// that administer; one that writes does what the work in conferences takes. What is not named takes the most.
func reaches(cmd AdminCommand) Scope {
	switch cmd.(type) {
	case *SaveFile, *MoveFolder, *RemoveFolder, MakeFolder, WithdrawItem:
		return ScopeWrite
	case SaveRoster, SaveTemplate, RemoveTemplate, SaveIncident, PutItem, ChangeItem, MoveItems, TagItems, ShareItems, CommentItem,
		WithdrawComment, StateItem, MatchOffer, AgreeNeed, ApproveItem, StopSharing, ShareAgain, AskRight, InviteGuest, RevokeGuest, MapIncoming, SendAgain, BreakWay, Forewarn, SendUpdate, *SendRegister:
		return ScopeWrite
	}
	return ScopeAdminister
}

// Operations lists the operations that have a policy.
func Operations() []string {
	var out []string
	for name := range operations() {
		out = append(out, name)
	}
	return out
}

// Allows refuses an operation to who may not use it. actor is whose people it concerns; "" when it is the caller's own or
// nobody's. Faults: access.sign-in for nobody, access.scope, access.guest, access.not-your-actor, access.not-allowed.
func (w Identity) Allows(operation, actor string) error {
	a, known := operations()[operation]
	switch {
	case !known:
		return fault.New(fault.Forbidden, "access.not-allowed", "Command", operation)
	case a.open || w.Owner:
		return nil
	case !w.SignedIn():
		return fault.New(fault.Unauthenticated, "access.sign-in")
	case w.Guest():
		if !a.guest {
			return fault.New(fault.Forbidden, "access.guest")
		}
		return nil
	case w.Unnamed && !a.own && a.scope != "" && a.scope != ScopeRead:
		return fault.New(fault.Forbidden, "access.duty-first")
	case !w.Scope.Includes(a.scope):
		return fault.New(fault.Forbidden, "access.scope", "Scope", string(a.scope))
	case !w.may(a.least):
		return fault.New(fault.Forbidden, "access.not-allowed", "Command", operation)
	case actor != "" && actor != w.Actor && !w.may(directory.Operator):
		return fault.New(fault.Forbidden, "access.not-your-actor", "Actor", actor)
	}
	return nil
}

// SignedIn tells whether the identity is somebody.
func (w Identity) SignedIn() bool { return w.Owner || w.Member != "" }

// Guest tells whether the identity came by a guest link.
func (w Identity) Guest() bool { return w.Only != "" }
