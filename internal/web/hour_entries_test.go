package web_test

import (
	"strings"

	"samverkan/internal/area"
	"samverkan/internal/web/webtest"
)

// The people of the hour: the county with two, and four actors more. The region comes late, and two others ask to be let in.
const (
	county  = webtest.Leader
	editor  = webtest.Secretary // of the county too, and approves what its other writes
	ekeryd  = webtest.Attendee
	tallmo  = webtest.OtherAttendee
	mcf     = webtest.Observer
	plough  = webtest.Role("tib.foretag-vag-och-sno")
	late    = webtest.Role("tib.region-allmanlan")
	skane   = webtest.Outsider
	dalarna = webtest.Role("tib.lst-dalarna")
)

// entry is something that somebody puts in the area, one each minute.
type entry struct {
	who         webtest.Role
	kind        area.Kind
	title, text string
	more        []string // fields of its form besides, by name and value
}

// field is one of the fields that an entry has besides.
func (e entry) field(name string) string {
	for i := 0; i+1 < len(e.more); i += 2 {
		if e.more[i] == name {
			return e.more[i+1]
		}
	}
	return ""
}

// tagged tells whether an entry has a tag.
func (e entry) tagged(tag string) bool {
	for t := range strings.SplitSeq(e.field("tags"), ",") {
		if strings.TrimSpace(t) == tag {
			return true
		}
	}
	return false
}

// narrow tells whether it is for its own actor alone.
func (e entry) narrow() bool {
	return e.field("only") != "" || e.field("audience") == string(area.OnlyWe)
}

// readBy tells whether somebody in the area reads it.
func (e entry) readBy(r webtest.Role) bool { return !e.narrow() || e.who.Actor() == r.Actor() }

// hourEntries are sixty entries in the order in which they come. The first of each kind is put there in a browser.
var hourEntries = []entry{
	{ekeryd, area.Note, "Norra Ekeryd är utan el", "Norra Ekeryd är utan el sedan kl. 20.40. Omkring 1 200 hushåll.", []string{"tags", "El, Värme", "place", "9807"}},
	{plough, area.Note, "Väg 58 plogas i två skift", "Väg 58 plogas i två skift till kl. 06.00. Två bilar står vid rasten.", []string{"tags", "Vägar"}},
	{county, area.Document, "Väderprognos kl. 21", "Ytterligare 15 till 20 centimeter snö till i morgon kväll. Vind 12 till 18 meter i sekunden.", []string{"folder", "Underlag", "tags", "Väder"}},
	{tallmo, area.Map, "Nedfallet träd vid Tallmo kyrka", "Ledning och vägbana är blockerade.", []string{"shapes", "61.44, 15.32\n61.46, 15.36\n61.43, 15.38"}},
	{plough, area.Map, "Väg 58 avstängd", "Avstängd mellan Ekeryd och Tallmo till kl. 23.", []string{"shapes", "61.38, 15.20\n61.41, 15.31\n61.42, 15.37", "shape", "LineString"}},
	{ekeryd, area.Need, "Elverk till äldreboendet Granen", "Boendet har 42 rum och reservkraft i högst fyra timmar.", []string{"amount", "2", "unit", "elverk", "contact", "TiB", "place", "9807"}},
	{mcf, area.Offer, "Elverk ur förstärkningsresursen", "Kan vara på plats inom sex timmar.", []string{"amount", "6", "unit", "elverk", "contact", "Vakthavande"}},
	{county, area.Message, "Res bara om du måste", "Res bara om du måste. Vägarna i norra Allmänlän är delvis avstängda i natt.", nil},
	{tallmo, area.Question, "Får vi öppna trygghetspunkter i kväll?", "", []string{"answer", "Ja. Säg till länsstyrelsen vilka och när."}},
	{county, area.Appointment, "Avstämning om vägarna", "Kort avstämning i telefon.", []string{"start", "2027-01-06 23:00", "end", "23:30", "where", "Telefon"}},
	{tallmo, area.Minutes, "Minnesanteckningar från Tallmo krisledning", "Krisledningsnämnden träffades kl. 20.30.\nReservkraftaggregaten vid vattenverket räcker till i morgon bitti.", []string{"folder", "Minnesanteckningar", "tags", "El"}},
	{county, area.Decision, "Inriktning för natten", "Vägen till sjukhuset plogas först. Trygghetspunkter öppnas där elen är borta.", []string{"folder", "Beslut"}},
	{county, area.Invitation, "Kallelse till konferens nr 2", "Konferens nr 2 hålls torsdag den 7 januari kl. 11.00.", nil},
	{county, area.Calendar, "Mötestider till fredag", "Torsdag kl. 11 och 16, fredag kl. 9.", nil},
	{mcf, area.Audio, "Lägesgenomgång kl. 20", "", []string{"folder", "Inspelningar"}},

	{ekeryd, area.Note, "Skolan i Ekeryd stängs i morgon", "Skolan i Ekeryd stängs i morgon. Förskolan är öppen.", []string{"tags", "Skola"}},
	{ekeryd, area.Note, "Vi överväger evakuering av Granen", "Beslut fattas av socialchefen kl. 22. Reservkraft är avgörande.", []string{"tags", "El", "audience", "only-we"}},
	{plough, area.Map, "Plogbil i diket", "Bärgas av egen personal.", []string{"shapes", "61.40, 15.45"}},
	{tallmo, area.Need, "Bandvagn till hemtjänsten", "Sju personer med trygghetslarm nås inte med bil.", []string{"amount", "1", "unit", "bandvagn", "place", "9811"}},
	{mcf, area.Note, "Bandvagnar finns i grannlänet", "Bandvagnar finns i grannlänet och kan begäras genom länsstyrelsen.", []string{"tags", "Transport"}},
	{tallmo, area.Note, "Vattenverket går på reservkraft", "Vattenverket i Tallmo går på reservkraft. Trycket är normalt.", []string{"tags", "El, Vatten", "place", "9811"}},
	{county, area.Note, "Länsstyrelsen har bemannat staben", "Länsstyrelsen har bemannat staben till kl. 07.00.", []string{"tags", "Ledning"}},
	{ekeryd, area.Map, "Trygghetspunkt Ekeryds sporthall", "Öppen från kl. 21.30. Värme, kaffe och laddning.", []string{"municipality", "9807"}},
	{plough, area.Offer, "Hjullastare med förare", "Kan köras på natten.", []string{"amount", "1", "unit", "hjullastare"}},
	{tallmo, area.Note, "Mobilnätet är svagt i norra Tallmo", "Mobilnätet är svagt i norra Tallmo. Rakel fungerar.", []string{"tags", "Tele"}},
	{mcf, area.Document, "Råd till allmänheten vid strömavbrott", "Stäng av spis och element. Ha ficklampa och radio till hands.", []string{"folder", "Underlag"}},
	{county, area.Question, "Vem svarar medierna om vägarna?", "", []string{"answer", "Väghållaren svarar om vägarna. Länsstyrelsen svarar om samordningen."}},
	{ekeryd, area.Note, "Hemtjänsten når alla i söder", "Hemtjänsten når alla i södra Ekeryd.", []string{"tags", "Omsorg"}},
	{plough, area.Note, "Väg 84 är framkomlig", "Väg 84 är framkomlig med lastbil.", []string{"tags", "Vägar"}},
	{tallmo, area.Map, "Utan el i norra Tallmo", "Omkring 800 hushåll.", []string{"shapes", "61.47, 15.25\n61.50, 15.25\n61.50, 15.35\n61.47, 15.35", "shape", "Polygon"}},
	{county, area.Message, "Trygghetspunkter är öppna", "Är du utan el kan du värma dig på en trygghetspunkt. Kommunens webbplats säger var.", nil},
	{ekeryd, area.Need, "Sängar till sporthallen", "Fältsängar med filtar.", []string{"amount", "60", "unit", "sängar", "place", "9807"}},
	{mcf, area.Offer, "Fältsängar ur lager", "Sextio sängar med filtar.", []string{"amount", "60", "unit", "sängar"}},
	{tallmo, area.Document, "Bemanning i Tallmo", "Tre skift till lördag kl. 12.", []string{"folder", "Underlag"}},
	{plough, area.Note, "Snöröjningen av E14 går före", "Snöröjningen av E14 går före mindre vägar till kl. 02.00.", []string{"tags", "Vägar"}},
	{county, area.Appointment, "Presskonferens", "Landshövdingen och väghållaren.", []string{"start", "2027-01-07 09:00", "end", "09:30", "where", "Länsstyrelsen"}},
	{ekeryd, area.Note, "Fyra har sökt sig till sporthallen", "Fyra personer har sökt sig till sporthallen kl. 21.30.", []string{"tags", "Omsorg"}},
	{mcf, area.Note, "Nationell lägesbild delas kl. 23", "Nationell lägesbild delas kl. 23 i den här ytan.", nil},
	{tallmo, area.Appointment, "Krisledningsnämnden i Tallmo", "", []string{"start", "2027-01-07 08:00", "where", "Kommunhuset"}},
	{plough, area.Map, "Framkomlig väg till vattentornet", "Plogad kl. 21.20.", []string{"shapes", "61.35, 15.30\n61.37, 15.33", "shape", "LineString"}},
	{ekeryd, area.Question, "Vem lämnar ut uppgifter om hushåll utan el?", "Frågan kommer från tidningen.", nil},
	{county, area.Decision, "Beslut om gemensamt budskap", "Länets aktörer använder budskapet om resor från kl. 21.00.", []string{"folder", "Beslut"}},
	{tallmo, area.Note, "Två ambulanser har fått vända", "Två ambulanser har fått vända vid Tallmo kyrka.", []string{"tags", "Vård, Vägar"}},
	{mcf, area.Minutes, "Anteckningar från nationellt samordningsmöte", "Elavbrottet berör tre län. Nästa möte hålls i morgon kl. 10.", []string{"folder", "Minnesanteckningar"}},
	{plough, area.Offer, "Två plogbilar från söder", "Kan flyttas efter kl. 02.00.", []string{"amount", "2", "unit", "plogbilar"}},
	{ekeryd, area.Map, "Nödvatten vid torget i Ekeryd", "Två tankar.", []string{"shapes", "N 6811000, E 519000"}},
	{county, area.Document, "Kontaktlista för natten", "Funktioner och telefonnummer.", []string{"folder", "Kontakter"}},
	{tallmo, area.Need, "Tankbil för diesel", "Aggregaten behöver 3 000 liter före kl. 06.", []string{"amount", "3000", "unit", "liter", "place", "9811"}},
	{mcf, area.Audio, "Lägesgenomgång kl. 21", "", []string{"folder", "Inspelningar"}},
	{ekeryd, area.Note, "Elen är tillbaka i Ekeryds centrum", "Elen är tillbaka i Ekeryds centrum kl. 21.42.", []string{"tags", "El", "place", "9807"}},
	{plough, area.Document, "Plogplan natten till torsdag", "Etapp 1: E14. Etapp 2: väg 58. Etapp 3: väg 84.", []string{"folder", "Underlag", "tags", "Vägar"}},
	{county, area.Message, "Ring inte 112 om elen", "Ring 112 bara när det är fara för liv. Elbolagens avbrottskartor visar när elen är tillbaka.", nil},
	{tallmo, area.Appointment, "Skiftbyte i Tallmo", "", []string{"start", "2027-01-07 07:00"}},
	{ekeryd, area.Need, "Förare med lastbilskort", "Till utkörning av nödvatten.", []string{"amount", "3", "unit", "förare"}},
	{county, area.Minutes, "Anteckningar från stabens genomgång", "Staben gick igenom läget kl. 21.45.", []string{"folder", "Minnesanteckningar", "audience", "only-we"}},
	{mcf, area.Invitation, "Inbjudan till nationell konferens", "Torsdag den 7 januari kl. 13.", nil},
	{tallmo, area.Question, "Kan skolskjutsen gå i morgon?", "", []string{"answer", "Beslut tas kl. 05.30 tillsammans med väghållaren."}},
	{plough, area.Map, "Snömur vid infarten till Tallmo", "En fil öppen.", []string{"shapes", "61.45, 15.30"}},
	{ekeryd, area.Calendar, "Öppettider för trygghetspunkterna", "Varje dag kl. 08 till 22.", nil},
	{tallmo, area.Note, "Reservkraften räcker till gryningen", "Reservkraften vid vattenverket räcker till gryningen.", []string{"tags", "El, Vatten"}},
}
