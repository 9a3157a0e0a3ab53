package pdftest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"time"

	"samverkan/internal/document"
)

// Logo draws a mark with a see-through corner, as hosts' logos have.
func Logo() *document.Figure {
	im := image.NewNRGBA(image.Rect(0, 0, 240, 240))
	for y := range 240 {
		for x := range 240 {
			dx, dy := x-120, y-120
			c := color.NRGBA{0x0f, 0x4a, 0x5c, 255}
			switch r := dx*dx + dy*dy; {
			case r > 118*118:
				c.A = 0
			case y > 100 && y < 140 || x > 100 && x < 140 && y > 100:
				c = color.NRGBA{0xff, 0xd8, 0x4d, 255}
			}
			im.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return &document.Figure{Data: b.Bytes(), Alt: "Länsstyrelsen Mellanmarks märke"}
}

// Minutes is the minutes of a conference as they are written, some four pages long.
func Minutes() *document.Document {
	d := &document.Document{
		Title: "Regional samverkanskonferens 3", Subtitle: "Snökaos Allmänsta, torsdag 7 januari 2027 kl. 03:00–03:45",
		Kind: "Minnesanteckningar", Subject: "Minnesanteckningar från regional samverkanskonferens 3", Lang: "sv",
		Created: time.Date(2027, 1, 7, 5, 10, 42, 0, time.UTC), Host: "Länsstyrelsen Mellanmark", Logo: Logo(),
		RegistryNumbers: []string{"Dnr 451-1203-2027 (händelse)", "Dnr 451-1207-2027 (konferens)"},
		Footer: document.Furniture{Page: "Sida {page} av {pages}",
			Left: "Version 2, 7 januari 2027 kl. 06:10:42. SHA-256 7f3a 91c2 e04d 5b18 a6f0 2d77 c91e 4483 …"},
	}
	t, b, h, p := document.T, document.B, document.H, document.P
	d.Add(
		document.Facts{Items: []document.Fact{
			document.F("Ledde mötet", t("Maria Ek, TiB, Länsstyrelsen")), document.F("Dokumenterade", t("Johan Berg, Länsstyrelsen")),
			document.F("Lyssnade efter målkonflikter", t("Samira Nouri, Länsstyrelsen")), document.F("Väg in", t("Telefon, Rakel och webb")),
			document.F("Närvarande", t("39 av 42 aktörer")), document.F("Publicerad", t("04:31 i ytan "), document.A("Snökaos Allmänsta", "https://samverkan.example/ytor/snokaos")),
		}},
		document.Callout{Tone: document.ToneCorrection, Title: []document.Inline{t("Rättelse 06:10")}, Body: []document.Block{
			p(t("Åtgärd 3 hade fel sista tid: "), document.Del("kl. 05:00"), t(" "), document.Ins("kl. 06:00"), t(". Rättad av Johan Berg, godkänd av Maria Ek. "), document.A("Se åtgärderna", "#atgarder"), t("."))}},
		h(1, t("Kort sagt")),
		document.UL(document.LI(t("Stormen är värst mellan 05 och 09. Det kommer 15–25 cm snö till kl. 12.")),
			document.LI(t("4\u00a0100 kunder är utan el. Pumpstation Norra i Allmänsta har diesel till 11:30.")),
			document.LI(t("Två beslut togs. Två aktörer reserverade sig mot beslut 1.")),
			document.LI(t("Nästa möte: Regional samverkanskonferens\u00a04 kl. 08:00. Rapport senast 07:15."))),
		h(1, t("Beslut")).As("beslut").Marked(document.KindDecision),
		document.Table{Caption: []document.Inline{t("Två beslut, i den ordning de fastställdes")},
			Columns: []document.Column{document.RowHead("Nr", 1), document.Col("Beslut", 14), document.Col("Ställning", 5.5), document.Col("Ljud", 1.8)},
			Rows: []document.Row{
				document.R(document.TD(t("1")), document.CellOf(
					p(t("Till kl. 12 plogas i denna ordning: 1) väg 58 och sjuktransporter, 2) tankbilarnas väg till vårdboenden, 3) gårdar med fler än 50 djur. Skolskjutsar i Allmänsta och Granhult ställs in.")),
					document.Styled(document.Meta, t("Fastställt 03:39. Gäller till 7 jan 12:00."))),
					document.CellOf(p(document.Status(document.StateOK, "37 står bakom")), p(document.Status(document.StateReserve, "2 reserverar sig"))), document.TD(t("34:10"))),
				{Joined: true, Cells: []document.Cell{document.TD(), document.CellOf(
					document.Paragraph{Style: document.Quote, Kind: document.KindGoalConflict, Text: []document.Inline{b("LRF Mellanmark"), t("\nGårdar med färre än 50 djur blir utan väg och vatten i ett halvt dygn.")}},
					document.Paragraph{Style: document.Quote, Kind: document.KindGoalConflict, Text: []document.Inline{b("Björkvik kommun"), t("\nSkolskjutsen till internatet behövs för elever som bor kvar.")}}).Over(3)}},
				document.R(document.TD(t("2")), document.CellOf(p(t("Alla aktörer använder samma budskap till allmänheten: res inte mellan 04 och 12, och ring bara 112 vid fara för liv.")),
					document.Styled(document.Meta, t("Fastställt 03:43. Gäller till nästa möte."))),
					document.TD(document.Status(document.StateOK, "39 står bakom")), document.TD(t("42:15"))),
			}},
		h(1, t("Åtgärder")).As("atgarder").Marked(document.KindMeasure),
		document.Table{Caption: []document.Inline{t("Fem åtgärder. Läget gäller kl. 06:14.")},
			Columns: []document.Column{document.RowHead("Nr", 1), document.Col("Vad", 8), document.Col("Ansvarig", 5), document.Col("Senast", 3), document.Col("Läge", 4)},
			Rows: []document.Row{
				document.R(document.TD(t("1")), document.TD(t("Öppna ett körfält på väg 58 förbi Forsen")), document.TD(t("Trafikverket")), document.TD(t("06:00")), document.TD(document.Status(document.StateOK, "Klar 05:48"))),
				document.R(document.TD(t("2")), document.TD(t("Två tankbilar till Granhults äldreboenden")), document.TD(t("Räddningstjänsten Nord")), document.TD(t("05:00")), document.TD(document.Status(document.StateOK, "Klar 04:55"))),
				document.R(document.TD(t("3")), document.TD(t("Lista över gårdar utan vatten")), document.TD(t("Jordbruksverket")), document.TD(document.Del("05:00"), t(" "), document.Ins("06:00")), document.TD(document.Status(document.StateBad, "14 min försenad"))),
				document.R(document.TD(t("4")), document.TD(t("Ringa runt till de små gårdarna")), document.TD(t("LRF Mellanmark")), document.TD(t("07:00")), document.TD(document.Status(document.StateMute, "Pågår"))),
				document.R(document.TD(t("5")), document.TD(t("Diesel till Pumpstation Norra")), document.TD(t("Allmänsta Vatten")), document.TD(t("09:00")), document.TD(document.Status(document.StateMute, "Pågår"))),
			}},
		h(1, t("Målkonflikter")).Marked(document.KindGoalConflict),
		p(b("Sjuktransporter eller djur"), t("\nSamma plogar behövs på väg 58 och till 31 gårdar. Löst till kl. 12 genom beslut 1.")),
		p(b("Små gårdar"), t("\nIngen äger frågan vad som händer om djuren inte får vatten före kl. 12. Tas upp kl. 08:00.")),
		h(1, t("Punkt för punkt")),
	)
	points := []struct {
		kind        document.Kind
		word, title string
	}{{document.KindInformation, "Information", "Öppning, syfte och upprop"}, {document.KindInformation, "Information", "Väder"}, {document.KindInformation, "Information", "Läget i korthet"},
		{document.KindDiscussion, "Diskussion", "Vatten och djur"}, {document.KindDecision, "Beslut", "Plogning och budskap"}, {document.KindInformation, "Information", "Avslutning"}}
	for i, pt := range points {
		d.Add(h(2, t(fmt.Sprintf("%d. %s", i+1, pt.title))),
			document.Styled(document.Meta, document.Badge(pt.kind, pt.word), t(fmt.Sprintf("\u2003%02d:%02d–%02d:%02d", 3, i*6, 3, i*6+5))),
			p(b("SMHI:"), t(" Snöfallet kulminerar 05–09. Mest troligt 15–25 cm till kl. 12 och byar på 18 m/s. I värsta fall 40 cm och 24 m/s.")),
			p(b("Allmänsta:"), t(" Pumpstation Norra går på reservkraft, diesel till 11:30. "), b("Mellanmarks Elnät:"), t(" 4\u00a0100 kunder utan el, varav 2\u00a0340 i Allmänsta. Luftburen felsökning tidigast kl. 10.")))
		switch i {
		case 3:
			d.Add(document.Styled(document.Meta, document.Badge(document.KindNeed, "Resursbehov"), t("\u200303:25")),
				p(t("Räddningstjänsten Nord behöver två bandvagnar. Försvarsmakten erbjuder två, framme kl. 06.")),
				document.Styled(document.Meta, document.Badge(document.KindQuestion, "Fråga"), t("\u200303:27")),
				p(t("Vem äger frågan om vatten till de små gårdarna?")),
				document.Styled(document.Meta, document.Badge(document.KindSituation, "Lägesbild"), t("\u200303:29")),
				document.Callout{Tone: document.ToneRedacted, Title: []document.Inline{t("Utelämnat")}, Body: []document.Block{p(t("En uppgift om elnätets sårbarhet. Grund: 18 kap. 13 § offentlighets- och sekretesslagen (2009:400). Ägare: Mellanmarks Elnät."))}})
		case 4:
			d.Add(document.Styled(document.Decision, t("Till kl. 12 plogas i denna ordning: 1) väg 58 och sjuktransporter, 2) tankbilarnas väg till vårdboenden, 3) gårdar med fler än 50 djur.")))
		}
	}
	d.Add(
		h(1, t("Deltagare")),
		p(b("Närvarande (39):"), t(" Allmänsta, Björkvik, Furuhed, Granhult, Kolmyra, Lillmark, Norrfors, Sjöholm, Stenåsa, Tallåsen, Vintervik (från 03:11), Åbyn, Älvnäs och Östmark kommuner, Region Mellanmark, Polisen, Räddningstjänsten Mellanmark, Räddningstjänsten Nord, SOS Alarm, Försvarsmakten, Länsstyrelserna Mellanmark och Nordmark, Trafikverket, SMHI, Svenska kraftnät, MCF, Jordbruksverket, SVA, Socialstyrelsen, Livsmedelsverket, PTS, Mellanmarks Elnät, Allmänsta Vatten, Länstrafiken, LRF Mellanmark, Norrtel (från 03:19), P4 Mellanmark, Röda Korset och Frivilliga resursgruppen.")),
		p(b("Frånvarande (3):"), t(" Ödeby kommun, Folkhälsomyndigheten och Svenska kyrkan.")),
		document.Callout{Title: []document.Inline{t("Äkta och oförändrad")}, Body: []document.Block{
			p(t("Version 2, förseglad av Länsstyrelsen Mellanmark 7 januari 2027 kl. 06:10:42.")),
			document.Styled(document.Meta, t("SHA-256 7f3a 91c2 e04d 5b18 · a6f0 2d77 c91e 4483 · 0be9 615a 3f2c d870 · 9d14 8e6b 52a7 c91e"))}},
		document.Signatures{SignLabel: "Namnteckning", DateLabel: "Ort och datum", Lines: []document.Signature{
			{Role: "Mötesledare", Name: "Maria Ek, Länsstyrelsen Mellanmark"}, {Role: "Justeras", Name: "Kristina Lind, Allmänsta kommun", Date: "Allmänsta den 7 januari 2027"}}},
	)
	return d
}

// Long is the minutes with their body again and again, about as many pages long.
// It is for measuring.
func Long(pages int) *document.Document {
	const once = 3.6 // pages that the body fills
	d := Minutes()
	body := d.Body
	for range int(float64(pages)/once+0.5) - 1 {
		for _, b := range body {
			if h, ok := b.(document.Heading); ok {
				h.ID = "" // unique in the document
				b = h
			}
			d.Add(b)
		}
	}
	return d
}
