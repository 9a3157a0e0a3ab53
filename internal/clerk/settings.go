package clerk

import (
	"context"
	"slices"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// The settings that somebody may choose for themselves.
const (
	SettingLanguage = "language"
	SettingTheme    = "theme"
	SettingStart    = "start"
)

// settings are the values of each setting, the one that holds when nothing is chosen first.
var settings = map[string][]string{
	SettingLanguage: {"", "sv", "en"}, // "" is what the browser asks for
	SettingTheme:    {"auto", "light", "dark"},
	SettingStart:    {"overview", "conferences", "measures", "areas"},
}

// SettingValues gives the values that a setting can have, the one that holds when nothing is chosen first; none for a setting that
// does not exist.
func SettingValues(name string) []string { return slices.Clone(settings[name]) }

// Settings gives what the caller has chosen, with what holds for the rest. Who is no member has chosen nothing.
func (k *Clerk) Settings(ctx context.Context, who Identity) (map[string]string, error) {
	out := map[string]string{}
	for name, values := range settings {
		out[name] = values[0]
	}
	if who.Member == "" || who.Guest() || who.Owner {
		return out, nil
	}
	err := k.look(ctx, who, "setting.own", func(tx *store.Tx) error {
		chosen, err := tx.MemberSettings(who.Member)
		for name, value := range chosen {
			if slices.Contains(settings[name], value) { // what a later program knows stays where it is
				out[name] = value
			}
		}
		return err
	})
	return out, err
}

// SaveSetting keeps a choice of the caller's own. Faults: setting.unknown, setting.value, account.unknown.
func (k *Clerk) SaveSetting(ctx context.Context, who Identity, name, value string) error {
	if err := who.Allows("setting.own", ""); err != nil {
		return err
	}
	values, known := settings[name]
	if !known {
		return fault.New(fault.Invalid, "setting.unknown")
	}
	if !slices.Contains(values, value) {
		return fault.New(fault.Invalid, "setting.value", "Name", name)
	}
	if value == values[0] {
		value = "" // what holds anyway is not kept
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		if _, exists, err := found(tx.Member(who.Member)); err != nil || !exists {
			return either(err, fault.New(fault.NotFound, "account.unknown", "Member", who.Member))
		}
		return tx.PutMemberSetting(who.Member, name, value)
	})
}
