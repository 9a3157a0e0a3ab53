package html

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"samverkan/internal/document"
)

var update = flag.Bool("update", false, "write the golden files anew")

var swedish = Words{Skip: "Hoppa till innehållet", Contents: "Innehåll"}

// picture draws a plain mark, so that the tests hold no binary files.
func picture(t testing.TB, w, h int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			if (x/8+y/8)%2 == 0 {
				m.Set(x, y, color.RGBA{15, 74, 92, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// minutes is a document with every block and every property there is.
func minutes(t testing.TB) *document.Document {
	T, B, M, A := document.T, document.B, document.M, document.A
	d := &document.Document{
		Title: "Regional samverkanskonferens 3", Subtitle: "Snökaos Allmänsta, torsdag 7 januari 2027 kl. 03:00–03:45",
		Kind: "Minnesanteckningar", Subject: "Minnesanteckningar från regional samverkanskonferens 3", Author: "Länsstyrelsen Mellanmark", Lang: "sv",
		Created: time.Date(2027, 1, 7, 3, 31, 0, 0, time.UTC), Host: "Länsstyrelsen Mellanmark",
		RegistryNumbers: []string{"Dnr 451-1203-2027", "Dnr 451-1203-2027-3"},
		Logo:            &document.Figure{Data: picture(t, 96, 32), Alt: "Länsstyrelsen Mellanmarks märke"},
		Footer:          document.Furniture{Left: "Version 2, kontrollsumma 7f3a 91c2 e04d 5b18", Right: "Allmän handling", Page: "Sida {page} av {pages}"},
	}
	d.Add(
		document.Facts{Items: []document.Fact{
			document.F("Ledde mötet", T("Maria Ek, TiB, Länsstyrelsen")), document.F("Dokumenterade", T("Johan Berg, Länsstyrelsen")),
			document.F("Lyssnade efter målkonflikter", T("Samira Nouri, Länsstyrelsen")), document.F("Väg in", T("Telefon, Rakel och webb")),
			document.F("Närvarande", T("39 av 42 aktörer")), document.F("Publicerad", T("04:31 i ytan "), A("Snökaos Allmänsta", "https://samverkan.example.se/ytor/snokaos")),
		}},
		document.Callout{Tone: document.ToneCorrection, Title: []document.Inline{T("Rättelse 06:10")}, Body: []document.Block{
			document.P(T("Åtgärd 3 hade fel sista tid: "), document.Del("kl. 05:00"), T(" "), document.Ins("kl. 06:00"), T(". Rättad av Johan Berg, godkänd av Maria Ek.")),
		}},
		document.H(1, T("Kort sagt")),
		document.UL(
			document.LI(T("Stormen är värst mellan 05 och 09. Det kommer 15–25 cm snö till kl. 12.")),
			document.LI(T("4 100 kunder är utan el. Pumpstation Norra i Allmänsta har diesel till 11:30.")),
			document.LI(T("Två beslut togs. Två aktörer reserverade sig mot beslut 1.")),
			document.LI(T("Nästa möte: regional samverkanskonferens 4 kl. 08:00. Rapport senast 07:15.")),
		),
		document.H(1, T("Beslut")).Marked(document.KindDecision).As("beslut"),
		document.Table{
			Caption: []document.Inline{T("Två beslut, i den ordning de fastställdes")},
			Columns: []document.Column{document.RowHead("Nr", 1), document.Col("Beslut", 10), document.Col("Ställning", 5), document.Col("Ljud", 2)},
			Rows: []document.Row{
				document.R(document.TD(T("1")), document.CellOf(
					document.P(T("Till kl. 12 plogas i denna ordning: 1) väg 58 och sjuktransporter, 2) tankbilarnas väg till vårdboenden, 3) gårdar med fler än 50 djur. Skolskjutsar i Allmänsta och Granhult ställs in.")),
					document.Styled(document.Meta, T("Fastställt 03:39. Gäller till 7 jan 12:00."))),
					document.CellOf(document.P(document.Status(document.StateOK, "37 står bakom")), document.P(document.Status(document.StateReserve, "2 reserverar sig"))), document.TD(T("34:10"))),
				{Joined: true, Cells: []document.Cell{{}, document.CellOf(
					document.Paragraph{Style: document.Quote, Kind: document.KindGoalConflict, Text: []document.Inline{B("LRF Mellanmark"), T("\nGårdar med färre än 50 djur blir utan väg och vatten i ett halvt dygn.")}},
					document.Paragraph{Style: document.Quote, Kind: document.KindGoalConflict, Text: []document.Inline{B("Björkvik kommun"), T("\nSkolskjutsen till internatet behövs för elever som bor kvar.")}},
				).Over(3)}},
				document.R(document.TD(T("2")), document.CellOf(
					document.P(T("Alla aktörer använder samma budskap till allmänheten: res inte mellan 04 och 12, och ring bara 112 vid fara för liv.")),
					document.Styled(document.Meta, T("Fastställt 03:43. Gäller till nästa möte."))),
					document.TD(document.Status(document.StateOK, "39 står bakom")), document.TD(T("42:15"))),
			},
		},
		document.H(1, T("Åtgärder")).Marked(document.KindMeasure),
		document.Table{
			Caption: []document.Inline{T("Tre åtgärder. Läget gäller kl. 06:14.")},
			Columns: []document.Column{document.RowHead("Nr", 1), document.Col("Vad", 7), document.Col("Ansvarig", 5), {Header: []document.Inline{T("Senast")}, Weight: 3, Align: document.Right}, document.Col("Läge", 5)},
			Rows: []document.Row{
				document.R(document.TD(T("1")), document.TD(T("Öppna ett körfält på väg 58 förbi Forsen")), document.TD(T("Trafikverket")), document.TD(T("06:00")), document.TD(document.Status(document.StateOK, "Klar 05:48"))),
				document.R(document.TD(T("2")), document.TD(T("Lista över gårdar utan vatten")), document.TD(T("Jordbruksverket")), document.TD(document.Del("05:00"), T(" "), document.Ins("06:00")), document.TD(document.Status(document.StateBad, "14 min försenad"))),
				document.R(document.TD(T("3")), document.TD(T("Ringa runt till de små gårdarna")), document.TD(T("LRF Mellanmark")), document.TD(), document.TD(document.Status(document.StateMute, "Pågår"))),
			},
		},
		document.H(1, T("Målkonflikter")).Marked(document.KindGoalConflict),
		document.H(2, T("Sjuktransporter eller djur")),
		document.P(T("Samma plogar behövs på väg 58 och till 31 gårdar. Löst till kl. 12 genom "), A("beslut 1", "#beslut"), T(".")),
		document.H(1, T("Punkt för punkt")),
	)
	for i, p := range []struct {
		kind document.Kind
		word string
	}{
		{document.KindInformation, "Information"}, {document.KindDiscussion, "Diskussion"}, {document.KindDecision, "Beslut"}, {document.KindGoalConflict, "Målkonflikt"},
		{document.KindMeasure, "Åtgärd"}, {document.KindQuestion, "Fråga"}, {document.KindNeed, "Resursbehov"}, {document.KindSituation, "Lägesbild"}, {document.KindNote, "Anteckning"},
	} {
		d.Add(
			document.H(2, T(fmt.Sprintf("%d. Punkt om väder, väg och vatten", i+1))),
			document.Styled(document.Meta, document.Badge(p.kind, p.word), T("  03:05–03:10")),
			document.P(B("SMHI:"), T(" Snöfallet kulminerar 05–09. Mest troligt 15–25 cm till kl. 12 och byar på 18 m/s. "), M("Hämtat 03:01.")),
		)
	}
	d.Add(
		document.H(1, T("Uppläst beslut")),
		document.Styled(document.Lead, T("Ordföranden läste upp ordalydelsen.")),
		document.Styled(document.Decision, T("Till kl. 12 plogas väg 58 först.")),
		document.Styled(document.Quote, T("Alla har hört beslutet.")),
		document.P(document.Inline{Text: "Utelämnat: OSL 18 kap. 13 §, Polismyndigheten", Redacted: true}, T(" och "), document.Inline{Text: "the emergency committee", Lang: "en", Em: true}, T(" hos "), document.Inline{Text: "TiB", Expansion: "tjänsteman i beredskap"}, T(" ("), document.Status(document.StateWarn, "osäkert"), T(").")),
		document.List{Ordered: true, Start: 3, Items: []document.Item{document.LI(T("tredje")), {document.P(T("fjärde")), document.UL(document.LI(T("under")), document.LI(T("fler")))}}},
		document.Callout{Tone: document.ToneRedacted, Title: []document.Inline{T("En punkt är utelämnad")}, Body: []document.Block{document.P(T("Punkt 7 omfattas av OSL 18 kap. 13 §. Ägare: Polismyndigheten."))}},
		document.Callout{Tone: document.ToneWarn, Title: []document.Inline{T("Ingen äger frågan")}, Body: []document.Block{document.P(T("Vad händer om djuren inte får vatten före kl. 12?")), document.UL(document.LI(T("Tas upp kl. 08:00.")))}},
		document.H(1, T("Karta")),
		document.Figure{Data: picture(t, 400, 160), Alt: "Karta över väg 58 med två spärrar", Width: 120},
		document.Figure{Data: picture(t, 16, 16), Decorative: true},
		document.PageBreak{},
		document.H(1, T("Justering")),
		document.Signatures{SignLabel: "Namnteckning", DateLabel: "Ort och datum", Lines: []document.Signature{
			{Role: "Mötesledare", Name: "Maria Ek, Länsstyrelsen Mellanmark", Date: "Allmänsta 2027-01-07"}, {Role: "Justeras", Name: "Åsa Ödegård, Räddningstjänsten Nord"}, {Role: "Justeras"},
		}},
		document.Callout{Body: []document.Block{document.P(B("Äkta och oförändrad."), T(" Version 2, förseglad 7 januari 2027 kl. 06:10:42.")), document.P(T("SHA-256 7f3a 91c2 e04d 5b18 a6f0 2d77 c91e 4483"))}},
	)
	return d
}

// exercise is the same meeting as an exercise, with a table too wide for a phone.
func exercise(t testing.TB) *document.Document {
	T := document.T
	d := minutes(t)
	d.Exercise, d.Kind = "ÖVNING", "Uppropslista"
	d.Body = []document.Block{
		document.Callout{Tone: document.ToneExercise, Title: []document.Inline{T("Det här är en övning")}, Body: []document.Block{document.P(T("Inget av det som står här har hänt."))}},
		document.H(1, T("Upprop")),
	}
	table := document.Table{Caption: []document.Inline{T("Aktörer i uppropets ordning")}, Columns: []document.Column{
		document.RowHead("Aktör", 4), document.Col("Funktion", 3), document.Col("Namn", 3), document.RightCol("Kom", 1), document.RightCol("Gick", 1), document.Col("Läge", 2), document.Col("Anmärkning", 3)}}
	for i := range 12 {
		table.Rows = append(table.Rows, document.R(document.TD(T(fmt.Sprintf("Räddningstjänstförbundet nr %d", i+1))), document.TD(T("tjänsteman i beredskap")), document.TD(T("Åsa Ödegård")),
			document.TD(T("03:01")), document.TD(), document.TD(document.Status(document.StateOK, "här")), document.TD()))
	}
	d.Add(table)
	return d
}

func documents(t testing.TB) map[string]*document.Document {
	short := &document.Document{Title: "Kallelse", Lang: "en", Created: time.Date(2027, 1, 6, 18, 5, 0, 0, time.UTC),
		Footer: document.Furniture{Page: "Page {page} of {pages}"}, Body: []document.Block{document.P(document.T("One line."))}}
	return map[string]*document.Document{"minutes": minutes(t), "exercise": exercise(t), "short": short}
}

func render(t testing.TB, d *document.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Render(&b, d, swedish); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	for name, d := range documents(t) {
		got := render(t, d)
		file := filepath.Join("testdata", name+".html")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s has changed; run with -update and look at it", file)
		}
		if !bytes.Equal(got, render(t, d)) {
			t.Errorf("%s: two renderings differ", name)
		}
	}
}
