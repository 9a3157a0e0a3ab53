package finish

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// xmpPacket says the same as the Info dictionary, to the second, and which
// standards the file follows. PDF/A does not know PDF/UA's schema, so the packet
// describes it too (ISO 19005-2, 6.6.2.3).
func xmpPacket(m Meta) []byte {
	var b strings.Builder
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n" +
		"<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n")
	fmt.Fprintf(&b, xmpBasic, escape(m.Title), escape(m.Subject), escape(m.Author), escape(m.Lang),
		m.Created.UTC().Format("2006-01-02T15:04:05+00:00"), escape(m.Producer))
	if m.Identifier != "" {
		fmt.Fprintf(&b, xmpIdentifier, escape(m.Identifier))
	}
	fmt.Fprintf(&b, "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"+
		"<pdfaid:part>%d</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>\n", m.Part)
	b.WriteString(xmpUA)
	b.WriteString("</rdf:RDF>\n</x:xmpmeta>\n" + strings.Repeat(strings.Repeat(" ", 99)+"\n", 4) + "<?xpacket end=\"w\"?>")
	return []byte(b.String())
}

const xmpBasic = `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%[1]s</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">%[2]s</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>%[3]s</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>%[4]s</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>%[5]s</xmp:CreateDate><xmp:ModifyDate>%[5]s</xmp:ModifyDate><xmp:MetadataDate>%[5]s</xmp:MetadataDate>
<xmp:CreatorTool>%[6]s</xmp:CreatorTool><pdf:Producer>%[6]s</pdf:Producer>
</rdf:Description>
`

const xmpIdentifier = `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>%s</dc:identifier></rdf:Description>
`

const xmpUA = `<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
`

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
