package cli

import (
	"strings"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/geo"
	"samverkan/internal/i18n"
)

// meaning is a value and the Swedish words for it, the usual one first.
type meaning[T ~string] struct {
	value T
	words string // with spaces between
}

// lexicon are the words that people may type for the values of a type. The value's own name, which is English, is always one.
type lexicon[T ~string] []meaning[T]

// read finds the value of a word, written with or without å, ä, ö and capitals, or of its beginning when no other begins so.
// Fault: cli.unknown-word.
func (l lexicon[T]) read(word string) (T, error) {
	wanted := strings.ReplaceAll(i18n.Fold(word), " ", "-")
	var near []T
	for _, m := range l {
		for _, w := range append(strings.Fields(m.words), string(m.value)) {
			folded := strings.ReplaceAll(i18n.Fold(w), " ", "-")
			if folded == wanted {
				return m.value, nil
			}
			if wanted != "" && strings.HasPrefix(folded, wanted) && (len(near) == 0 || near[len(near)-1] != m.value) {
				near = append(near, m.value)
			}
		}
	}
	if len(near) == 1 {
		return near[0], nil
	}
	return "", fault.New(fault.Invalid, "cli.unknown-word", "Word", clip(word), "Choices", l.offered(""))
}

// offered lists the words to choose among: Swedish ones unless the language is English.
func (l lexicon[T]) offered(lang string) []string {
	var out []string
	for _, m := range l {
		first, _, _ := strings.Cut(m.words, " ")
		if lang == i18n.English || first == "" {
			first = string(m.value)
		}
		out = append(out, first)
	}
	return out
}

// word is the word for a value: the first Swedish one unless the language is English.
func (l lexicon[T]) word(value T, lang string) string {
	for i, m := range l {
		if m.value == value {
			return l[i : i+1].offered(lang)[0]
		}
	}
	return string(value) // a newer program may have written it
}

func internalRoles() lexicon[conference.Role] {
	return lexicon[conference.Role]{{conference.Leader, "mötesledare ledare"}, {conference.Secretary, "dokumentatör sekreterare"},
		{conference.Listener, "lyssnare"}, {conference.Technician, "teknik tekniker"}}
}

func invitedRoles() lexicon[conference.Role] {
	return lexicon[conference.Role]{{conference.Attendee, "deltagare"}, {conference.Observer, "observatör"},
		{conference.Expert, "expert"}, {conference.Resource, "resurs"}}
}

func levels() lexicon[conference.Level] {
	return lexicon[conference.Level]{{conference.Local, "lokal"}, {conference.Regional, "regional"}, {conference.National, "nationell"}}
}

func modes() lexicon[conference.Mode] {
	return lexicon[conference.Mode]{{conference.Phone, "telefon"}, {conference.Rakel, "rakel"}, {conference.Web, "webb webbmöte"},
		{conference.Video, "video"}, {conference.Room, "lokal rum fysiskt"}}
}

func purposes() lexicon[agenda.Purpose] {
	return lexicon[agenda.Purpose]{
		{agenda.ForSituation, "lägesbild skeendetolkning skeendetolkning-samlad-lagesbild"},
		{agenda.ForNeeds, "behov hjälpbehov hjalp-atgardsbehov"},
		{agenda.ForInterplay, "samspel analys-samverkan"},
		{agenda.ForDirection, "inriktning prioritering beslut-inriktning-prioritering"},
		{agenda.ForCommunication, "kommunikation kriskommunikation informationssamordning"},
		{agenda.ForResources, "resurser resurssamordning"}}
}

func itemKinds() lexicon[agenda.Kind] {
	return lexicon[agenda.Kind]{{agenda.Information, "information info"}, {agenda.Discussion, "diskussion"}, {agenda.Decision, "beslut"}}
}

func noteKinds() lexicon[conference.NoteKind] {
	return lexicon[conference.NoteKind]{{conference.NoteInformation, "information info"}, {conference.NoteQuestion, "fråga"},
		{conference.NoteAnswer, "svar"}, {conference.NoteNeed, "behov hjälpbehov resursbehov"}, {conference.NoteOffer, "erbjudande resurserbjudande"},
		{conference.NoteMatch, "matchning"}, {conference.NoteGoalConflict, "målkonflikt"}, {conference.NoteUnowned, "ingen-äger ingenäger"},
		{conference.NoteParked, "separat-forum parkerat"}, {conference.NoteCommunication, "budskap kommunikation"},
		{conference.NoteSituation, "lägesbild läge"}, {conference.NoteSummary, "summering sammanfattning"},
		{conference.NoteCorrection, "rättelse"}, {conference.NoteRemark, "anmärkning not"}}
}

func replies() lexicon[conference.Reply] {
	return lexicon[conference.Reply]{{conference.Acknowledged, "kvitterad kvitterar"}, {conference.Coming, "kommer ja"},
		{conference.Declined, "kan-inte nej"}, {conference.Substitute, "ersättare"}}
}

func attendances() lexicon[conference.Attendance] {
	return lexicon[conference.Attendance]{{conference.Present, "närvarande här"}, {conference.Late, "sen"},
		{conference.Left, "lämnat lämnar"}, {conference.Absent, "frånvarande borta"}}
}

func requests() lexicon[conference.RequestKind] {
	return lexicon[conference.RequestKind]{{conference.OrdinaryRequest, "begäran"}, {conference.FloorReply, "replik"},
		{conference.PointOfOrder, "ordningsfråga"}}
}

func stances() lexicon[conference.StanceKind] {
	return lexicon[conference.StanceKind]{{conference.StandBehind, "bakom står-bakom ja"}, {conference.Reserve, "reserverar reservation"},
		{conference.NoMandate, "saknar-mandat"}, {conference.NotTakingPart, "deltar-inte"}}
}

func measureStates() lexicon[conference.MeasureStatus] {
	return lexicon[conference.MeasureStatus]{{conference.MeasureOpen, "öppen"}, {conference.MeasureOngoing, "pågår pågående"},
		{conference.MeasureDone, "klar utförd"}, {conference.MeasureDropped, "utgår"}}
}

func followStates() lexicon[conference.FollowStatus] {
	return lexicon[conference.FollowStatus]{{conference.FollowHolds, "gäller pågår"}, {conference.FollowChanged, "ändrad"},
		{conference.FollowEnded, "upphör"}, {conference.FollowDone, "klar"}}
}

func minutesKinds() lexicon[conference.MinutesKind] {
	return lexicon[conference.MinutesKind]{{conference.MinutesNotes, "minnesanteckningar"}, {conference.MinutesFormal, "protokoll"}}
}

func audiencesOfLists() lexicon[conference.Audience] {
	return lexicon[conference.Audience]{{conference.ForLeader, "mötesledare"}, {conference.ForSecretary, "dokumentatör"},
		{conference.ForListener, "lyssnare"}, {conference.ForTechnician, "teknik"}, {conference.ForParticipant, "deltagare"}}
}

func rights() lexicon[area.Right] {
	return lexicon[area.Right]{{area.Read, "läsa läsrätt"}, {area.Contribute, "bidra"}, {area.Manage, "förvalta"}}
}

func areaSorts() lexicon[area.Sort] {
	return lexicon[area.Sort]{{area.ForIncident, "händelse"}, {area.ForExercise, "övning"}, {area.ForCooperation, "samverkan"}, {area.ForUs, "intern"}}
}

func itemAudiences() lexicon[area.Audience] {
	return lexicon[area.Audience]{{area.Everyone, "alla"}, {area.Chosen, "utvalda"}, {area.OnlyWe, "bara-vi"}}
}

func areaKinds() lexicon[area.Kind] {
	return lexicon[area.Kind]{{area.Minutes, "minnesanteckningar protokoll"}, {area.Decision, "beslut"}, {area.Invitation, "kallelse"},
		{area.Calendar, "kalender"}, {area.Audio, "ljud inspelning"}, {area.Document, "dokument"}, {area.Note, "anteckning"},
		{area.Map, "karta kartnotering"}, {area.Appointment, "kalendernotering"},
		{area.Need, "behov"}, {area.Offer, "erbjudande"}, {area.Message, "budskap"}, {area.Question, "fråga"}}
}

func mapShapes() lexicon[geo.Type] {
	return lexicon[geo.Type]{{geo.Point, "punkter"}, {geo.Line, "linje"}, {geo.Area, "område"}}
}

func itemStates() lexicon[area.State] {
	return lexicon[area.State]{{area.StateOpen, "öppet"}, {area.StateMet, "tillgodosett"}, {area.StateWithdrawn, "återkallat"}}
}

func systemRoles() lexicon[directory.SystemRole] {
	return lexicon[directory.SystemRole]{{directory.Reader, "läsare"}, {directory.Writer, "skribent"},
		{directory.ActorAdmin, "aktörsadministratör"}, {directory.Operator, "driftansvarig"}}
}

// named is the word for a value as it stands in lists: the catalogues have it under cli.word.<what>.<value>. "" stays empty.
func named[T ~string](s *session, what string, value T) string {
	if value == "" {
		return ""
	}
	key := "cli.word." + what + "." + string(value)
	if !s.p.Has(key) {
		return string(value) // a newer program may have written it
	}
	return s.p.T(key)
}
