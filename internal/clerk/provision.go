package clerk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Provision is an actor's own list of its people, and what is to be done with it.
type Provision struct {
	Actor   string
	List    []directory.Listed
	Disable bool   // those who are not in the list lose their accounts
	Seen    string // the mark of the plan that was shown, which must be what is done; "" does whatever it comes to
}

// ProvisionMembers brings an actor's people up to date with its list, all or nothing: for the actor's own administrator, and for the
// one who runs the installation. Links are by which those who are new open their accounts, one for each row of the list.
type ProvisionMembers struct {
	Provision
	Links []Digest

	done directory.MemberPlan // what it came to
}

// Name is its stable name.
func (*ProvisionMembers) Name() string { return "members.provisioned" }

// MarshalJSON gives what makes two of them the same: links and lines are not part of it.
func (c *ProvisionMembers) MarshalJSON() ([]byte, error) { return encode(c.Provision) }

// provisioned is what the journal keeps: the members as they became, without addresses, and who lost their accounts.
type provisioned struct {
	Actor    string             `json:"actor"`
	People   []directory.Member `json:"people"`
	Disabled []string           `json:"disabled,omitempty"`
}

func (c *ProvisionMembers) kept() any {
	out := provisioned{Actor: c.Actor, People: []directory.Member{}}
	for _, x := range c.done.Changes {
		if x.Kind == directory.MemberDisabled {
			out.Disabled = append(out.Disabled, x.Is.ID)
		} else {
			out.People = append(out.People, x.Is)
		}
	}
	return out
}

// standings lists the people of an actor who have accounts.
func standings(tx *store.Tx, actor string) ([]directory.Standing, error) {
	members, err := tx.Members(store.As(actor))
	if err != nil {
		return nil, err
	}
	by := map[string]directory.Member{}
	for _, m := range members {
		by[m.ID] = memberOf(m)
	}
	accounts, err := tx.Accounts(store.As(actor))
	var out []directory.Standing
	for _, a := range accounts {
		out = append(out, directory.Standing{Member: by[a.Member], Login: a.Login, Shared: a.Shared, Disabled: !a.Disabled.IsZero(), Opened: a.Password})
	}
	return out, err
}

// provision says what a list comes to, and its mark. What is wrong with rows is told for all of them together.
func (d *desk) provision(p Provision) (directory.MemberPlan, string, error) {
	none := directory.MemberPlan{}
	if err := d.who.Allows("account.import", p.Actor); err != nil {
		return none, "", err
	}
	dir, err := d.directory()
	if err != nil {
		return none, "", err
	}
	if _, ok := dir.ByID(p.Actor); !ok {
		return none, "", fault.New(fault.NotFound, "actor.unknown", "Actor", p.Actor)
	}
	have, err := standings(d.tx, p.Actor)
	if err != nil {
		return none, "", err
	}
	by := map[string]directory.Standing{}
	for _, s := range have {
		by[s.Login] = s
	}
	operates, wrong := d.operates() == nil, map[string]string{}
	for _, x := range p.List {
		s, known := by[x.Login]
		at := func(column string) string { return fmt.Sprintf("%d:%s", x.Line, column) }
		switch {
		case known && s.Disabled:
			wrong[at("email")] = "member.is-disabled"
		case known && s.Shared:
			wrong[at("email")] = "member.is-shared"
		case !operates && (x.Role == directory.Operator && s.SystemRole != directory.Operator || known && s.SystemRole == directory.Operator && changes(x, s)):
			wrong[at("role")] = "access.operator-only"
		case known && s.ID == d.who.Member && x.Role != "" && x.Role != s.SystemRole:
			wrong[at("role")] = "member.own-role"
		}
		if known {
			continue
		}
		if _, taken, err := d.tx.AccountByLogin(x.Login); err != nil {
			return none, "", err
		} else if taken {
			wrong[at("email")] = "member.login-elsewhere"
		}
	}
	if err := directory.RowFaults(wrong); err != nil {
		return none, "", err
	}
	plan := directory.PlanMembers(p.Actor, have, p.List, p.Disable, d.who.Member)
	return plan, markOf(p.Actor, plan), nil
}

func changes(x directory.Listed, s directory.Standing) bool {
	return len(directory.PlanMembers(s.Actor, []directory.Standing{s}, []directory.Listed{x}, false, "").Changes) > 0
}

// markOf is by which a plan is known again.
func markOf(actor string, p directory.MemberPlan) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", actor)
	for _, c := range p.Changes {
		fmt.Fprintf(h, "%s %q %+q %+q\n", c.Kind, c.Login, fmt.Sprint(c.Was), fmt.Sprint(c.Is))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func (c *ProvisionMembers) run(d *desk) (bool, error) {
	plan, mark, err := d.provision(c.Provision)
	if err != nil {
		return false, err
	}
	if c.Seen != "" && c.Seen != mark {
		return false, fault.New(fault.Conflict, "member.plan-changed")
	}
	links := map[string]Digest{}
	for i, x := range c.List {
		if i < len(c.Links) {
			links[x.Login] = c.Links[i]
		}
	}
	for i := range plan.Changes {
		x := &plan.Changes[i]
		switch x.Kind {
		case directory.MemberNew:
			x.Is.ID = d.clerk.newID()
			err = d.invite(Invitee{Member: x.Is, Login: x.Login, Link: links[x.Login]})
		case directory.MemberChanged:
			_, err = SaveMember{x.Is}.run(d)
		case directory.MemberDisabled:
			_, err = DisableAccount{x.Is.ID}.run(d)
		}
		if err != nil {
			return false, err
		}
	}
	c.done = plan
	return len(plan.Changes) > 0, nil
}

// MemberPlan says what a list of an actor's people would come to, without doing it, and the mark by which that is known again. Faults:
// those of Identity.Allows, csv.rows with what is wrong by line and column.
func (k *Clerk) MemberPlan(ctx context.Context, who Identity, p Provision) (plan directory.MemberPlan, mark string, err error) {
	err = k.look(ctx, who, "account.import", func(tx *store.Tx) (err error) {
		plan, mark, err = (&desk{tx: tx, who: who, clerk: k}).provision(p)
		return err
	})
	return plan, mark, err
}

// ProvisionMembers does what a list comes to. Those who are new get an account with the link of their row. Faults: those of MemberPlan,
// member.plan-changed when it is not what was seen.
func (k *Clerk) ProvisionMembers(ctx context.Context, who Identity, p Provision, links []Digest) (directory.MemberPlan, error) {
	cmd := &ProvisionMembers{Provision: p, Links: links}
	_, err := k.Administer(ctx, who, "", cmd)
	return cmd.done, err
}

// MemberList gives the people of an actor who have accounts, for a file. Faults: those of Identity.Allows.
func (k *Clerk) MemberList(ctx context.Context, who Identity, actor string) ([]directory.Standing, error) {
	if err := who.Allows("account.list", actor); err != nil {
		return nil, err
	}
	var out []directory.Standing
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		out, err = standings(tx, actor)
		return err
	})
	return out, err
}
