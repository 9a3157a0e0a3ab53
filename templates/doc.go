// Package templates holds the texts that people may want to read and change as files: agendas and
// checklists for meetings, in Swedish (the source) and English. They are embedded in the program; the packages that use
// them own their form (package agenda the agendas, package conference the checklists).
//
// mail/<lang>/<kind>.txt is what is sent of each kind: "subject", "short" for text messages, and "body". parts.txt has what they share. In
// them a line that begins with # is a heading, - an item of a list, and > a button (label | address); package notify makes both
// the text and the HTML of a mail from the same lines, the HTML in mail/layout.html.
//
// meeting/<lang>/purpose-<purpose>.json is an agenda preset, meeting/<lang>/checklist-<audience>.json a checklist, and
// meeting/<lang>/form-<mode>.json what is special for a way of meeting. The two languages have the same files with the
// same ids in the same order; a test in each owner keeps it so.
package templates
