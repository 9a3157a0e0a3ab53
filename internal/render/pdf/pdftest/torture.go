package pdftest

import (
	"fmt"
	"strings"
	"time"

	"samverkan/internal/document"
)

const running = "Pumpstation Norra går på reservkraft och har diesel till 11:30. Luftburen felsökning kan börja tidigast kl. 10, och Trafikverket öppnar ett körfält på väg 58 förbi Forsen. "

// Torture gives documents that are made to go wrong, by name.
func Torture() map[string]*document.Document {
	return map[string]*document.Document{
		"letters":    letters(),
		"long table": longTable(),
		"tall rows":  tallRows(),
		"long text":  longText(),
		"lists":      lists(),
		"exercise":   exercise(),
		"10 kB":      tenKilobytes(),
		"every mark": everyMark(),
		"bare":       Bare(document.P(document.T("Ett stycke."))),
	}
}

// Bare is a document with nothing but what it must have, and the blocks.
func Bare(blocks ...document.Block) *document.Document {
	return &document.Document{Title: "Prov", Lang: "sv", Created: time.Date(2027, 1, 7, 3, 31, 0, 0, time.UTC),
		Footer: document.Furniture{Page: "Sida {page} av {pages}"}, Body: blocks}
}

func letters() *document.Document {
	t, p := document.T, document.P
	d := Bare(
		document.H(1, t("Samisk: Sámi ŋ Ŋ đ Đ ŧ Ŧ č š ž 漢")),
		p(t("å ä ö Å Ä Ö é É ü § ½ € – — … ”citat” ’apostrof’ ← → ✓ ☐ ☑ ⚠ ☎ hårt\u00a0blanksteg, smalt\u202fblanksteg, tunt\u2009blanksteg, hårt\u2011bindestreck, noll\u200bbredd, mjukt\u00adbindestreck")),
		p(t("sönderdelat: a\u030a a\u0308 o\u0308 s\u030c, staplat: z\u0303\u0304\u0305\u0306\u0307a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a l go")),
		p(t("emoji 😀 👩\u200d🚒 ❤\ufe0f 👍🏽 🇸🇪, kinesiska 漢字, arabiska مرحبا, hebreiska שלום, thai สวัสดี, devanagari नमस्ते")),
		p(t("bidi \u202eomvänt\u202c \u2066isolerat\u2069 \u200fmärke"), document.B(" fet 漢"), document.Inline{Text: " kursiv 漢", Em: true}, t("\u00a0\ue000 privat \U000f0000")),
		p(t("styrtecken \x00\x01\x1b[31m rad\r\nbrytning\tflik \u2028slut \ufeff\ufffd \xff")),
		p(document.Inline{Text: "emergency management 😀", Lang: "en", Em: true}, t(" och "), document.Inline{Text: "MCF", Expansion: "Myndigheten för civilt försvar"}),
		p(document.A("länk med 漢 och (parentes) \\", "https://exempel.se/(a)?b=c&d=\\e\"å ö"), t(" "), document.A("telefon", "tel:+46701740605")),
		document.Table{Caption: []document.Inline{t("Tecken 漢")}, Columns: []document.Column{document.RowHead("Nr 漢", 1), document.RightCol("😀", 1)},
			Rows: []document.Row{document.R(document.TD(t("č")), document.TD(t("čĉ 漢")))}},
	)
	d.Title = `Prov & <test> (parentes) \ "citat" 😀`
	d.Host, d.Kind = "Värd (med) \\ 😀 \u202eåtal", "Slag <b>"
	d.RegistryNumbers = []string{"Dnr (1)\r\n", "\x00", "Dnr 😀"}
	d.Footer.Left = "Fot med 漢 och ]]> <!--"
	d.Subject = "Ämne ]]> & <"
	return d
}

func longTable() *document.Document {
	t := document.Table{Caption: []document.Inline{document.T("300 åtgärder")},
		Columns: []document.Column{document.RowHead("Nr", 1), document.Col("Vad som ska göras", 6), document.Col("Ansvarig", 3), document.RightCol("Antal", 1.5)}}
	for i := range 300 {
		r := document.R(document.TD(document.T(fmt.Sprint(i+1))), document.TD(document.T(running[:60+i%90])), document.TD(document.A("Räddningstjänsten Nord", fmt.Sprintf("https://exempel.se/%d", i))), document.TD(document.T(fmt.Sprint(i*37))))
		switch i % 9 {
		case 3:
			r.Cells[1] = document.TD()
		case 5:
			r.Cells = []document.Cell{document.TD(document.T(fmt.Sprint(i + 1))), document.TD(document.T("Över två kolumner")).Over(2), document.TD()}
		case 6:
			r = document.Row{Joined: true, Cells: []document.Cell{document.TD(), document.CellOf(document.UL(document.LI(document.T("fortsätter")), document.LI(document.T("raden före")))).Over(3)}}
		}
		t.Rows = append(t.Rows, r)
	}
	return Bare(document.H(1, document.T("Åtgärder")), t, document.P(document.T("Efter tabellen.")))
}

func tallRows() *document.Document {
	long := document.T(strings.Repeat(running, 45))
	items := document.UL()
	for i := range 80 {
		items.Items = append(items.Items, document.LI(document.T(fmt.Sprintf("Punkt %d: %s", i, running[:50]))))
	}
	t := document.Table{Caption: []document.Inline{document.T("Rader högre än en sida")},
		Columns: []document.Column{document.RowHead("Nr", 1), document.Col("Text", 5), document.Col("Lista", 4)},
		Rows: []document.Row{
			document.R(document.TD(document.T("1")), document.TD(long), document.TD(document.T("kort"))),
			document.R(document.TD(document.T("2")), document.TD(document.T("kort")), document.CellOf(items)),
			document.R(document.TD(document.T("3")), document.CellOf(document.P(long), document.Paragraph{Style: document.Quote, Text: []document.Inline{long}}), document.CellOf(items)),
			{Joined: true, Cells: []document.Cell{document.TD(), document.TD(long).Over(2)}},
			document.R(document.TD(), document.TD(), document.TD()),
		}}
	return Bare(document.P(long), t, document.Callout{Tone: document.ToneWarn, Title: []document.Inline{document.T("Ruta över sidor")}, Body: []document.Block{document.P(long), items}},
		document.Table{Columns: []document.Column{document.Col("Bara rubrik", 1)}})
}

func longText() *document.Document {
	d := Bare(document.H(1, document.T(strings.Repeat("mycket lång rubrik ", 30))).As("topp"))
	for i := range 6 {
		d.Add(document.P(document.T(strings.Repeat(running, 7+i)), document.A(strings.Repeat("en länk som bryts över rader och sidor ", 14), "https://exempel.se/a"),
			document.T(" slut "), document.Del(strings.Repeat("struket ", 30)), document.Ins(strings.Repeat("tillagt ", 30)), document.A("till toppen", "#topp")))
		d.Add(document.H(2, document.T(fmt.Sprintf("Mellanrubrik %d", i))), document.H(3, document.T("Under")), document.H(4, document.T("Djupare")), document.H(5, document.T("Djupast")))
	}
	d.Add(document.P(document.T(strings.Repeat("Åbäöordutanblanksteg", 60))), document.P(document.A("https://exempel.se/"+strings.Repeat("katalog/", 60), "https://exempel.se/")),
		document.PageBreak{}, document.PageBreak{}, document.P(document.T("Efter två sidbrytningar.")), document.P(), document.P(document.T("  ")), document.P(document.T("\n\n\n")), document.PageBreak{})
	return d
}

func lists() *document.Document {
	l := document.UL(document.LI(document.T("innerst "+running)), document.Item{}, document.LI(document.T(" ")))
	for i := range 7 {
		outer := document.List{Ordered: i%2 == 0, Start: i * 995}
		outer.Items = []document.Item{{document.P(document.T(fmt.Sprintf("nivå %d. ", 7-i) + running)), document.P(document.T("andra stycket")), l}, {l}, document.LI(document.T("syskon"))}
		if i > 3 {
			outer.Items = outer.Items[:1]
		}
		l = outer
	}
	return Bare(document.H(1, document.T("Listor")), l, document.UL(), document.OL(document.Item{}), document.Facts{}, document.Facts{Items: []document.Fact{document.F("Ensam")}})
}

func exercise() *document.Document {
	d := Minutes()
	d.Exercise = "ÖVNING"
	d.Header = document.Furniture{Left: "Eget sidhuvud", Right: "Till höger"}
	d.Footer.Right = "Andra raden i foten"
	return d
}

func tenKilobytes() *document.Document {
	d := Bare(document.P(document.T("Kort.")))
	d.Title = strings.Repeat("Snökaos i Allmänsta och hela länet ", 300)
	d.Subtitle = strings.Repeat("underrubrik", 300)
	d.Host = strings.Repeat("Länsstyrelsen i Mellanmarks län ", 40)
	d.Kind = strings.Repeat("Minnesanteckningar", 40)
	d.RegistryNumbers = []string{strings.Repeat("Dnr 451-1203-2027 ", 40), strings.Repeat("1", 600)}
	d.Exercise = strings.Repeat("ÖVNING ", 60)
	d.Footer.Left = strings.Repeat("fot ", 500)
	d.Footer.Page = "{page}" + strings.Repeat(" sida", 300)
	return d
}

func everyMark() *document.Document {
	d := Bare()
	for i, k := range []document.Kind{document.KindInformation, document.KindDiscussion, document.KindDecision, document.KindGoalConflict, document.KindMeasure,
		document.KindQuestion, document.KindNeed, document.KindSituation, document.KindNote} {
		d.Add(document.H(1, document.T(fmt.Sprintf("Slag %d", i))).Marked(k), document.Styled(document.Meta, document.Badge(k, "Ordet"), document.T(" 03:30")), document.P(document.T("Text under märket.")),
			document.Paragraph{Style: document.Quote, Kind: k, Text: []document.Inline{document.T("Citat")}})
	}
	for _, s := range []document.State{document.StateOK, document.StateWarn, document.StateBad, document.StateMute, document.StateReserve} {
		d.Add(document.P(document.Status(s, "Läget i ord"), document.T(" och mer")))
	}
	for _, tone := range []document.Tone{document.ToneNeutral, document.ToneWarn, document.ToneExercise, document.ToneRedacted, document.ToneCorrection} {
		d.Add(document.Callout{Tone: tone, Title: []document.Inline{document.T("Ruta " + string(tone))}, Body: []document.Block{document.P(document.T("Text i rutan.")), document.UL(document.LI(document.T("punkt")))}},
			document.Callout{Tone: tone})
	}
	for _, s := range []document.Style{document.Normal, document.Lead, document.Meta, document.Quote, document.Decision} {
		d.Add(document.Styled(s, document.T("Stil "+string(s)+". "+running), document.M("dämpat "), document.Omitted("Utelämnat: 18 kap. 13 §"), document.Inline{Text: " brutet\n", Strong: true, Em: true}, document.T("i två")))
	}
	d.Add(document.Figure{Data: Logo().Data, Alt: "En karta", Width: 40}, document.Figure{Data: Logo().Data, Decorative: true, Width: 15}, document.Figure{Data: Logo().Data, Alt: "Hela bredden"},
		document.Signatures{SignLabel: "Namnteckning", DateLabel: "Ort och datum", Lines: []document.Signature{{}, {Role: "Justeras", Name: "Maria Ek", Date: strings.Repeat("Allmänsta ", 10)}}})
	return d
}
