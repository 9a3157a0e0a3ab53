package api

import (
	"context"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"samverkan/internal/clerk"
	"samverkan/internal/wire"
)

// operation is one thing that can be asked for.
type operation struct {
	ID      string
	Method  string
	Path    string
	Policy  string // its row in the clerk's policy
	Tag     string
	Summary string
	handle  handler

	maxBody int64                            // bytes of its body; 0: it has none
	takes   string                           // media type of its body
	body    func(huma.Registry) *huma.Schema // what the body holds
	out     func(huma.Registry) *huma.Schema // what its answer holds, when the function does not say it
	gives   []string                         // media types of its answer, when it is no JSON
}

// handler puts an operation in the description and on the router.
type handler func(a *API, op huma.Operation)

// answers makes a handler of a function. Whoever may not use the operation is refused before anything else is looked at.
func answers[I, O any](f func(a *API, ctx context.Context, c *call, in *I) (*O, error)) handler {
	return func(a *API, op huma.Operation) {
		huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
			c := callOf(ctx)
			out, err := f(a, ctx, c, in)
			if err != nil {
				return nil, a.refuse(c, err)
			}
			return out, nil
		})
	}
}

const (
	get    = http.MethodGet
	post   = http.MethodPost
	remove = http.MethodDelete
)

// operations is the whole door.
func operations() []operation {
	return []operation{
		{ID: "me", Method: get, Path: "/api/v1/me", Policy: "me.read", Tag: "me", Summary: "Who the service takes you for", handle: answers(me)},

		{ID: "conferences", Method: get, Path: "/api/v1/conferences", Policy: "conference.list", Tag: "conferences",
			Summary: "Conferences that you host or are called to", handle: answers(conferences)},
		{ID: "next-number", Method: get, Path: "/api/v1/conferences/next-number", Policy: "conference.list", Tag: "conferences",
			Summary: "The next number in a series", handle: answers(nextNumber)},
		{ID: "conference", Method: get, Path: "/api/v1/conferences/{id}", Policy: "conference.read", Tag: "conferences",
			Summary: "A conference as it stands, or as it stood after an entry, without what you may not read", handle: answers(oneConference)},
		{ID: "agenda", Method: get, Path: "/api/v1/conferences/{id}/agenda", Policy: "conference.read", Tag: "conferences",
			Summary: "Its agenda, with the time that each item has taken", handle: answers(agendaOf)},
		{ID: "participants", Method: get, Path: "/api/v1/conferences/{id}/participants", Policy: "conference.read", Tag: "conferences",
			Summary: "Who is called, what they answered, and who is there", handle: answers(participantsOf)},
		{ID: "walk", Method: get, Path: "/api/v1/conferences/{id}/walk", Policy: "conference.read", Tag: "conferences",
			Summary: "What there is to take at a morning meeting, and what has been taken; for the host", handle: answers(walk)},
		{ID: "walk-start", Method: post, Path: "/api/v1/areas/{id}/walks", Policy: "conference.command", Tag: "conferences",
			Summary: "Make a morning meeting that walks an area; what was left at the last one comes along", maxBody: maxForm, takes: jsonType,
			body: schemaOf[wire.NewWalk], handle: answers(startWalk)},
		{ID: "record", Method: get, Path: "/api/v1/conferences/{id}/record", Policy: "conference.read", Tag: "conferences",
			Summary: "The minutes as they can be composed now, as data", gives: []string{"application/json"}, handle: answers(recordOf)},

		{ID: "document", Method: get, Path: "/api/v1/conferences/{id}/documents/{file}", Policy: "document.read", Tag: "documents",
			Summary: "A document: minutes.pdf, invitation.ics, decisions.csv", gives: []string{"application/pdf", "text/html", "text/markdown",
				"application/json", "text/csv", "text/calendar"}, handle: answers(document)},
		{ID: "recording", Method: get, Path: "/api/v1/conferences/{id}/recordings/{digest}", Policy: "recording.read", Tag: "documents",
			Summary: "The sound of a recording", gives: []string{"application/octet-stream"}, handle: answers(recording)},
		{ID: "transcript-ask", Method: post, Path: "/api/v1/conferences/{id}/recordings/{digest}/transcript", Policy: "conference.command", Tag: "documents",
			Summary: "Have the machine that the operator has set write down a recording at once; what it writes is a draft", handle: answers(askTranscript)},
		{ID: "transcript", Method: get, Path: "/api/v1/conferences/{id}/transcripts/{transcript}", Policy: "recording.read", Tag: "documents",
			Summary: "What was said in a recording, written down. A draft is for the host's leader and secretary", handle: answers(transcript)},
		{ID: "material", Method: get, Path: "/api/v1/conferences/{id}/material/{digest}", Policy: "material.read", Tag: "documents",
			Summary: "A file that belongs to the plan", gives: []string{"application/octet-stream"}, handle: answers(material)},
		{ID: "bundle", Method: get, Path: "/api/v1/conferences/{id}/bundle", Policy: "bundle.read", Tag: "documents",
			Summary: "Journal, documents and files in one archive that can be checked without the service",
			gives:   []string{"application/zip"}, handle: answers(bundle)},
		{ID: "packages-sent", Method: get, Path: "/api/v1/conferences/{id}/packages", Policy: "bundle.read", Tag: "documents",
			Summary: "When the record was sent to the registrator, for those who may send it", handle: answers(packagesSent)},
		{ID: "package", Method: get, Path: "/api/v1/conferences/{id}/packages/{kind}", Policy: "bundle.read", Tag: "documents",
			Summary: "The record packed for a portal, a registrator, an e-archive or a court", gives: []string{"application/zip"}, handle: answers(packageOf)},

		{ID: "entries", Method: get, Path: "/api/v1/conferences/{id}/entries", Policy: "journal.read", Tag: "journal",
			Summary: "The journal after an entry, a page at a time", handle: answers(entries)},
		{ID: "stream", Method: get, Path: "/api/v1/conferences/{id}/stream", Policy: "conference.follow", Tag: "journal",
			Summary: "What happens, as it happens (server-sent events)", gives: []string{"text/event-stream"}, handle: answers(stream)},
		{ID: "follow", Method: get, Path: "/api/v1/conferences/{id}/follow", Policy: "conference.follow", Tag: "journal",
			Summary: "What happens, where streams do not come through: answers when there is something, or after the wait", handle: answers(follow)},
		{ID: "presence", Method: get, Path: "/api/v1/conferences/{id}/presence", Policy: "conference.follow", Tag: "journal",
			Summary: "How many follow it now, by actor", handle: answers(presence)},
		{ID: "checkpoint", Method: get, Path: "/api/v1/conferences/{id}/checkpoint", Policy: "journal.read", Tag: "journal",
			Summary: "The head of its chain, signed now", handle: answers(checkpoint)},
		{ID: "seal", Method: get, Path: "/api/v1/conferences/{id}/seal", Policy: "journal.read", Tag: "journal",
			Summary: "The head of its chain as it was after an entry, signed with the time of that entry", handle: answers(sealAt)},

		{ID: "command", Method: post, Path: "/api/v1/conferences/{id}/commands", Policy: "conference.command", Tag: "commands",
			Summary: "Give one command, or several in order", maxBody: maxCommands, takes: jsonType, body: commandBody, out: receiptBody, handle: answers(command)},
		{ID: "call", Method: post, Path: "/api/v1/calls", Policy: "conference.command", Tag: "calling",
			Summary: "Plan a conference, call to it and send the kallelse, all or nothing", maxBody: 64 << 10, takes: jsonType,
			body: schemaOf[wire.CallOrder], handle: answers(callOut)},
		{ID: "board", Method: get, Path: "/api/v1/conferences/{id}/board", Policy: "board.read", Tag: "calling",
			Summary: "The receipt board: who has got the kallelse, acknowledged and answered, and whom to ring", handle: answers(board)},
		{ID: "deliveries", Method: get, Path: "/api/v1/conferences/{id}/deliveries", Policy: "delivery.list", Tag: "calling",
			Summary: "What has been sent and is to be sent, by each channel, and what became of it", handle: answers(deliveries)},
		{ID: "conference-contacts", Method: get, Path: "/api/v1/conferences/{id}/contacts", Policy: "contact.list", Tag: "calling",
			Summary: "Contacts of those who are called", handle: answers(contactsOf)},
		{ID: "contacts", Method: get, Path: "/api/v1/contacts", Policy: "contact.list", Tag: "calling",
			Summary: "Contacts of an actor: your own, or one that you have called", handle: answers(contacts)},
		{ID: "catalogue", Method: get, Path: "/api/v1/catalogue", Policy: "contact.list", Tag: "directory",
			Summary: "Actors with the contacts that each of them shows to you", handle: answers(catalogue)},
		{ID: "contact-tests", Method: get, Path: "/api/v1/contacts/tests", Policy: "contact.list", Tag: "calling",
			Summary: "Test messages to an actor's contacts (sambandsprov) and what became of them, the latest first", handle: answers(contactTests)},
		{ID: "contact-test", Method: post, Path: "/api/v1/contacts/tests", Policy: "administer", Tag: "calling",
			Summary: "Send a test message by the ways that an alarm begins with, once a minute at most; the answer is its messages", maxBody: maxForm,
			takes: jsonType, body: schemaOf[probe], handle: answers(testContacts)},
		{ID: "unknown-replies", Method: get, Path: "/api/v1/replies", Policy: "reply.list", Tag: "calling",
			Summary: "Replies of which somebody has to say whose they are; the command reply.mapped says it", handle: answers(unknownReplies)},
		{ID: "feeds", Method: get, Path: "/api/v1/feeds", Policy: "feed.own", Tag: "calling", Summary: "Your calendar feeds, and those of your whole actor",
			handle: answers(feeds)},
		{ID: "feed-make", Method: post, Path: "/api/v1/feeds", Policy: "feed.own", Tag: "calling",
			Summary: "Make a calendar feed. Whoever has its address reads the calendar; it is told once", maxBody: maxForm, takes: jsonType,
			body: schemaOf[wire.NewFeed], handle: answers(makeFeed)},
		{ID: "feed-revoke", Method: remove, Path: "/api/v1/feeds/{id}", Policy: "feed.own", Tag: "calling", Summary: "End a calendar feed",
			handle: answers(revokeFeed)},
		{ID: "reports", Method: get, Path: "/api/v1/conferences/{id}/reports", Policy: "conference.read", Tag: "reports",
			Summary: "Situation reports by seat, with who is missing: all for the host, your own actor's for an invited one", handle: answers(reportsOf)},
		{ID: "report-submit", Method: post, Path: "/api/v1/conferences/{id}/reports", Policy: "conference.command", Tag: "reports",
			Summary: "Leave a situation report, or say that the last one holds still. What you may not read of the last one stays", maxBody: maxCommands,
			takes: jsonType, body: schemaOf[wire.NewReport], handle: answers(submitReport)},
		{ID: "reports-request", Method: post, Path: "/api/v1/conferences/{id}/reports/requests", Policy: "conference.command", Tag: "reports",
			Summary: "Ask for situation reports; asked again, it replaces the request", maxBody: 64 << 10, takes: jsonType,
			body: schemaOf[wire.ReportsAsked], handle: answers(requestReports)},
		{ID: "reports-remind", Method: post, Path: "/api/v1/conferences/{id}/reports/reminders", Policy: "conference.command", Tag: "reports",
			Summary: "Remind those who were asked and have not reported, once a minute at most", handle: answers(remindReports)},
		{ID: "situation", Method: get, Path: "/api/v1/conferences/{id}/situation", Policy: "conference.read", Tag: "reports",
			Summary: "The situation reports put together: by actor, by theme and by place, with what nobody covers and what has changed",
			handle:  answers(situationOf)},
		{ID: "situation-file", Method: get, Path: "/api/v1/conferences/{id}/situation/{file}", Policy: "conference.read", Tag: "reports",
			Summary: "The same as a map or as a table", gives: []string{"image/svg+xml", "text/csv"}, handle: answers(situationFile)},
		{ID: "inquiries", Method: get, Path: "/api/v1/inquiries", Policy: "inquiry.list", Tag: "inquiries",
			Summary: "What your actor asks and is asked outside meetings (begäran om information), the open first, by deadline", handle: answers(inquiriesOf)},
		{ID: "inquiry", Method: get, Path: "/api/v1/inquiries/{id}", Policy: "inquiry.read", Tag: "inquiries",
			Summary: "What is asked, and every answer that you may read", handle: answers(inquiryOf)},
		{ID: "inquiry-command", Method: post, Path: "/api/v1/inquiries/{id}/commands", Policy: "inquiry.command", Tag: "inquiries",
			Summary: "Ask (inquiry.open), change what is asked (inquiry.change), answer (inquiry.respond), say that the last answer holds still (inquiry.unchanged) or end it (inquiry.close)",
			maxBody: maxCommands, takes: jsonType, body: schemaOf[wire.Command], handle: answers(inquire)},
		{ID: "inquiry-remind", Method: post, Path: "/api/v1/inquiries/{id}/reminders", Policy: "inquiry.command", Tag: "inquiries",
			Summary: "Remind those who were asked and have not answered, once a minute at most", handle: answers(remindInquiry)},
		{ID: "inquiry-entries", Method: get, Path: "/api/v1/inquiries/{id}/entries", Policy: "inquiry.read", Tag: "inquiries",
			Summary: "Its journal", handle: answers(inquiryEntries)},
		{ID: "inquiry-file", Method: get, Path: "/api/v1/inquiries/{id}/result/{file}", Policy: "inquiry.read", Tag: "inquiries",
			Summary: "The result as a table, as bars or as a map", gives: []string{"text/csv", "image/svg+xml"}, handle: answers(inquiryFile)},
		{ID: "publish", Method: post, Path: "/api/v1/conferences/{id}/publications", Policy: "minutes.publish", Tag: "commands",
			Summary: "Publish the approved minutes in an area: the service makes the editions", maxBody: 64 << 10, takes: jsonType,
			body: schemaOf[publication], handle: answers(publish)},
		{ID: "publish-preview", Method: get, Path: "/api/v1/conferences/{id}/publications/preview", Policy: "minutes.publish", Tag: "commands",
			Summary: "What the public version leaves out, on which grounds, and what becomes of the sound", handle: answers(preview)},
		{ID: "administer", Method: post, Path: "/api/v1/administration/commands", Policy: "administer", Tag: "commands",
			Summary: "Give one command about actors, people, areas or incidents, or several in order", maxBody: maxCommands, takes: jsonType,
			body: commandBody, out: receiptBody, handle: answers(administer)},
		{ID: "bring", Method: post, Path: "/api/v1/files", Policy: "file.bring", Tag: "files",
			Summary: "Bring content, for a command to refer to by its digest", maxBody: maxFile, takes: "application/octet-stream",
			body: binary, handle: answers(bring)},

		{ID: "check", Method: post, Path: "/api/v1/check", Policy: "seal.check", Tag: "files",
			Summary: "Whether a file is what it says, which version, and what has been corrected since. Nothing of it is kept", maxBody: maxChecked,
			takes: "application/octet-stream", body: binary, handle: answers(check)},

		{ID: "measures", Method: get, Path: "/api/v1/measures", Policy: "measure.list", Tag: "lists",
			Summary: "Measures over all conferences that you may see", handle: answers(measures)},
		{ID: "decisions", Method: get, Path: "/api/v1/decisions", Policy: "decision.list", Tag: "lists",
			Summary: "Decisions over all conferences that you may see; valid_at for those in force", handle: answers(decisions)},
		{ID: "dependencies", Method: get, Path: "/api/v1/dependencies", Policy: "dependency.list", Tag: "lists",
			Summary: "What the conferences of an incident wait for from each other", handle: answers(dependencies)},
		{ID: "overview", Method: get, Path: "/api/v1/overview", Policy: "overview.read", Tag: "me",
			Summary: "What waits for you, and the conferences of a stretch of time, with what they need from each other and what clashes",
			handle:  answers(overview)},
		{ID: "search", Method: get, Path: "/api/v1/search", Policy: "search", Tag: "lists",
			Summary: "Words in conferences, published minutes, notes, decisions, measures, incidents, areas, items and their files, and actors by name, as far as you may read them",
			handle:  answers(search)},
		{ID: "saved-searches", Method: get, Path: "/api/v1/searches", Policy: "search", Tag: "lists", Summary: "Your own saved searches", handle: answers(savedSearches)},
		{ID: "save-search", Method: post, Path: "/api/v1/searches", Policy: "search.own", Tag: "lists",
			Summary: "Save a search for yourself; one of the same name is replaced", maxBody: maxForm, takes: jsonType, body: schemaOf[wire.NewSearch], handle: answers(saveSearch)},
		{ID: "remove-search", Method: remove, Path: "/api/v1/searches/{id}", Policy: "search.own", Tag: "lists", Summary: "Remove a saved search of yours",
			handle: answers(removeSearch)},
		{ID: "news", Method: get, Path: "/api/v1/news", Policy: "news.read", Tag: "lists",
			Summary: "What has come or changed since you last looked: items of areas, published minutes and decisions", handle: answers(news)},
		{ID: "news-seen", Method: post, Path: "/api/v1/news/seen", Policy: "search.own", Tag: "lists", Summary: "Mark all news as seen", maxBody: maxForm, takes: jsonType,
			body: schemaOf[struct{}], handle: answers(newsSeen)},
		{ID: "watches", Method: get, Path: "/api/v1/watches", Policy: "watch.read", Tag: "me", Summary: "What you keep an eye on", handle: answers(watches)},
		{ID: "watch-add", Method: post, Path: "/api/v1/watches", Policy: "watch.own", Tag: "me",
			Summary: "Keep an eye on something; the same again changes how soon you are told", maxBody: maxForm, takes: jsonType, body: schemaOf[wire.NewWatch], handle: answers(addWatch)},
		{ID: "watch-remove", Method: remove, Path: "/api/v1/watches/{id}", Policy: "watch.own", Tag: "me", Summary: "End a watch of yours", handle: answers(removeWatch)},
		{ID: "inbox", Method: get, Path: "/api/v1/inbox", Policy: "inbox.read", Tag: "me",
			Summary: "What you have been told of, as far as you may read it now: what is unread first", handle: answers(inbox)},
		{ID: "inbox-read", Method: post, Path: "/api/v1/inbox/read", Policy: "watch.own", Tag: "me", Summary: "Mark your inbox, or some of it, as read", maxBody: maxForm,
			takes: jsonType, body: schemaOf[wire.ReadInbox], handle: answers(readInbox)},
		{ID: "incidents", Method: get, Path: "/api/v1/incidents", Policy: "incident.list", Tag: "lists",
			Summary: "Incidents that you may see", handle: answers(incidents)},
		{ID: "incident", Method: get, Path: "/api/v1/incidents/{id}", Policy: "incident.read", Tag: "lists", Summary: "An incident", handle: answers(incident)},
		{ID: "incident-timeline", Method: get, Path: "/api/v1/incidents/{id}/timeline", Policy: "incident.read", Tag: "lists",
			Summary: "What there is of an incident over all levels and areas, the newest first", handle: answers(timeline)},
		{ID: "incident-handover", Method: get, Path: "/api/v1/incidents/{id}/handover", Policy: "incident.read", Tag: "lists",
			Summary: "What the next shift needs to know: what has happened, what holds, what is due, what nobody owns", handle: answers(handover)},
		{ID: "incident-handover-file", Method: get, Path: "/api/v1/incidents/{id}/documents/{file}", Policy: "incident.read", Tag: "documents",
			Summary: "The handover on one page: handover.pdf", gives: []string{"application/pdf", "text/html", "text/markdown", "application/json"},
			handle: answers(handoverFile)},
		{ID: "incident-statistics", Method: get, Path: "/api/v1/incidents/{id}/statistics", Policy: "incident.read", Tag: "lists",
			Summary: "What can be counted of an incident, with its evaluations put together", handle: answers(statistics)},
		{ID: "incident-statistics-file", Method: get, Path: "/api/v1/incidents/{id}/statistics.csv", Policy: "incident.read", Tag: "lists",
			Summary: "The same as a table for a spreadsheet", gives: []string{"text/csv"}, handle: answers(statisticsFile)},
		{ID: "what-breaks", Method: get, Path: "/api/v1/conferences/{id}/what-breaks", Policy: "dependency.list", Tag: "conferences",
			Summary: "What happens to the rhythm if the conference gets another time, for those who may move it. Nothing is moved", handle: answers(whatBreaks)},
		{ID: "areas", Method: get, Path: "/api/v1/areas", Policy: "area.list", Tag: "areas", Summary: "Areas that you have a right in", handle: answers(areas)},
		{ID: "area", Method: get, Path: "/api/v1/areas/{id}", Policy: "area.read", Tag: "areas", Summary: "An area with the items that you may read, as it is or as it was at a moment",
			handle: answers(oneArea)},
		{ID: "area-zip", Method: get, Path: "/api/v1/areas/{id}/zip", Policy: "item.read", Tag: "areas",
			Summary: "Items of an area in one zip, with an index as page and table: those named, those of a folder, or all that you may read",
			gives:   []string{"application/zip"}, handle: answers(areaZip)},
		{ID: "areas-to-ask", Method: get, Path: "/api/v1/areas-to-ask", Policy: "area.list", Tag: "areas",
			Summary: "Areas that you have no right in and can ask for one by the command area.right-asked", handle: answers(areasToAsk)},
		{ID: "area-words", Method: get, Path: "/api/v1/area-words", Policy: "area.list", Tag: "areas",
			Summary: "What a new area begins with: folders, tags and names of documents, in your actor's or its county's own words where there are", handle: answers(areaWords)},
		{ID: "area-requests", Method: get, Path: "/api/v1/area-requests", Policy: "area.list", Tag: "areas",
			Summary: "What your actor has asked for, and what others ask for in areas that it manages; the command area.request-answered answers",
			handle:  answers(areaRequests)},
		{ID: "area-log", Method: get, Path: "/api/v1/areas/{id}/log", Policy: "area.read", Tag: "areas",
			Summary: "The notes of an area by when what they tell of happened", handle: answers(areaLog)},
		{ID: "area-map", Method: get, Path: "/api/v1/areas/{id}/map", Policy: "area.read", Tag: "areas",
			Summary: "The map notes of an area as GeoJSON, as they are or as they were at a moment", gives: []string{geoType}, handle: answers(areaMap)},
		{ID: "area-calendar", Method: get, Path: "/api/v1/areas/{id}/calendar", Policy: "area.read", Tag: "areas",
			Summary: "The calendar notes of an area by when they begin", handle: answers(areaCalendar)},
		{ID: "area-board", Method: get, Path: "/api/v1/areas/{id}/board", Policy: "area.read", Tag: "areas",
			Summary: "Needs and offers beside each other, those that nobody has answered first; area.offer-matched answers a need, area.need-agreed agrees on an offer, area.item-state-set says that a need is met or withdrawn",
			handle:  answers(needBoard)},
		{ID: "area-messages", Method: get, Path: "/api/v1/areas/{id}/messages", Policy: "area.read", Tag: "areas",
			Summary: "Shared messages, and questions with their answers, what is approved first; the command area.item-approved approves", handle: answers(areaMessages)},
		{ID: "item", Method: get, Path: "/api/v1/areas/{id}/items/{item}", Policy: "item.read", Tag: "areas",
			Summary: "An item with its comments and revisions, as far as you may read them", handle: answers(oneItem)},
		{ID: "content", Method: get, Path: "/api/v1/areas/{id}/items/{item}/versions/{n}/content", Policy: "item.read", Tag: "areas",
			Summary: "The file of a version; 0 is the newest", gives: []string{"application/octet-stream"}, handle: answers(content)},
		{ID: "actors", Method: get, Path: "/api/v1/actors", Policy: "actor.list", Tag: "directory", Summary: "Actors", handle: answers(actors)},
		{ID: "actor-statistics", Method: get, Path: "/api/v1/actors/{id}/statistics", Policy: "usage.read", Tag: "directory",
			Summary: "How your actor uses the service, month by month: sign-ins, conferences, items, areas", handle: answers(actorUsage)},
		{ID: "actor-statistics-file", Method: get, Path: "/api/v1/actors/{id}/statistics.csv", Policy: "usage.read", Tag: "directory",
			Summary: "The same as a table for a spreadsheet", gives: []string{"text/csv"}, handle: answers(actorUsageFile)},
		{ID: "rosters", Method: get, Path: "/api/v1/rosters", Policy: "roster.list", Tag: "directory", Summary: "Your actor's rosters", handle: answers(rosters)},
		{ID: "templates", Method: get, Path: "/api/v1/templates", Policy: "template.list", Tag: "directory",
			Summary: "Your actor's own agendas and texts, to plan from", handle: answers(templates)},
		{ID: "members", Method: get, Path: "/api/v1/members", Policy: "member.list", Tag: "directory", Summary: "Accounts of your actor", handle: answers(members)},
		{ID: "audit", Method: get, Path: "/api/v1/audit", Policy: "audit.read", Tag: "directory",
			Summary: "Who has read what is marked, and who has got or lost a way to sign in, after a row", handle: answers(audit)},
		{ID: "administration", Method: get, Path: "/api/v1/administration/entries", Policy: "audit.read", Tag: "directory",
			Summary: "The journal of administration after an entry, a page at a time", handle: answers(administration)},

		{ID: "device-code", Method: post, Path: "/api/v1/device/code", Policy: "device.begin", Tag: "signing-in",
			Summary: "Begin to sign a program in (RFC 8628): a code for a person to approve", maxBody: maxForm, takes: formType,
			body: schemaOf[deviceAsk], handle: granted(beginDevice)},
		{ID: "device-token", Method: post, Path: "/api/v1/device/token", Policy: "device.collect", Tag: "signing-in",
			Summary: "The token, when somebody has approved the code; until then 400 with authorization_pending", maxBody: maxForm, takes: formType,
			body: schemaOf[deviceCollect], handle: granted(collectDevice)},
		{ID: "tokens", Method: get, Path: "/api/v1/tokens", Policy: "token.list", Tag: "signing-in",
			Summary: "Your tokens; a token that does not administer sees itself", handle: answers(tokens)},
		{ID: "token-make", Method: post, Path: "/api/v1/tokens", Policy: "token.own", Tag: "signing-in",
			Summary: "Make a token of your own. A token makes none that reaches further or lasts longer than itself", maxBody: maxForm, takes: jsonType,
			body: schemaOf[wire.NewToken], handle: answers(makeToken)},
		{ID: "token-revoke", Method: remove, Path: "/api/v1/tokens/{id}", Policy: "token.end", Tag: "signing-in", Summary: "End a token",
			handle: answers(revokeToken)},
		{ID: "sessions", Method: get, Path: "/api/v1/sessions", Policy: "session.own", Tag: "signing-in", Summary: "Where you are signed in",
			handle: answers(sessions)},
		{ID: "session-end", Method: remove, Path: "/api/v1/sessions/{id}", Policy: "session.end", Tag: "signing-in", Summary: "End a sign-in",
			handle: answers(endSession)},

		{ID: "accounts", Method: get, Path: "/api/v1/accounts", Policy: "account.list", Tag: "people", Summary: "How your actor's people sign in",
			handle: answers(accounts)},
		{ID: "account-invite", Method: post, Path: "/api/v1/accounts", Policy: "account.invite", Tag: "people",
			Summary: "Make an account. Where the service sends no mail the answer has the link to hand over", maxBody: maxForm, takes: jsonType,
			body: schemaOf[wire.NewAccount], handle: answers(invite)},
		{ID: "account-import", Method: post, Path: "/api/v1/accounts/import", Policy: "account.import", Tag: "people",
			Summary: "Make accounts for the people of a file (CSV: name, email, actor, role), all or none", maxBody: maxCommands, takes: "text/csv",
			body: binary, handle: answers(importPeople)},
		{ID: "account-reset", Method: post, Path: "/api/v1/accounts/{id}/reset", Policy: "account.reset", Tag: "people",
			Summary: "End an account's sign-ins and give a link for a new password", handle: answers(reset)},
		{ID: "account-disable", Method: post, Path: "/api/v1/accounts/{id}/disable", Policy: "account.disable", Tag: "people",
			Summary: "End an account: its sign-ins and tokens die at once", handle: answers(disable)},
		{ID: "account-enable", Method: post, Path: "/api/v1/accounts/{id}/enable", Policy: "account.disable", Tag: "people",
			Summary: "Let an account that was ended be used again", handle: answers(enable)},
		{ID: "members-import", Method: post, Path: "/api/v1/members/import", Policy: "account.import", Tag: "people",
			Summary: "Bring your actor's people up to date with its list (CSV: name, email, role, function), all or nothing", maxBody: maxCommands, takes: "text/csv",
			body: binary, handle: answers(provision)},
		{ID: "members-file", Method: get, Path: "/api/v1/members/file", Policy: "account.list", Tag: "people",
			Summary: "Your actor's people as a list that can be read in again", gives: []string{"text/csv"}, handle: answers(memberFile)},
		{ID: "person-export", Method: get, Path: "/api/v1/persons/{id}/export", Policy: "person.export", Tag: "people",
			Summary: "Everything that is kept about a person, as JSON and as a page: yourself, or one of those whose accounts you keep",
			gives:   []string{"application/zip"}, handle: answers(personExport)},
		{ID: "person-erasure", Method: get, Path: "/api/v1/persons/{id}/erasure", Policy: "person.erase", Tag: "people",
			Summary: "What erasing a person would take, and what stays in the records", handle: answers(personErasure)},
		{ID: "person-erase", Method: post, Path: "/api/v1/persons/{id}/erase", Policy: "person.erase", Tag: "people",
			Summary: "Erase a person: account, contacts, settings and devices. What it did stays in the records", handle: answers(erasePerson)},
		{ID: "service-token", Method: post, Path: "/api/v1/service-tokens", Policy: "service-token.make", Tag: "people",
			Summary: "Make an account for a program of your actor's, and its token", maxBody: maxForm, takes: jsonType,
			body: schemaOf[wire.NewToken], handle: answers(makeServiceToken)},
		{ID: "scim-token", Method: get, Path: "/api/v1/actors/{id}/scim-token", Policy: "scim-token.keep", Tag: "people",
			Summary: "The token of an actor's own register of people (SCIM 2.0), and where the register is to go", handle: answers(scimToken)},
		{ID: "scim-token-make", Method: post, Path: "/api/v1/actors/{id}/scim-token", Policy: "scim-token.keep", Tag: "people",
			Summary: "Make the token of an actor's own register of people, in place of the one before", handle: answers(makeScimToken)},
		{ID: "scim-token-revoke", Method: remove, Path: "/api/v1/actors/{id}/scim-token", Policy: "scim-token.keep", Tag: "people",
			Summary: "End the token of an actor's own register of people", handle: answers(revokeScimToken)},
		{ID: "guests", Method: get, Path: "/api/v1/guests", Policy: "guest.list", Tag: "people",
			Summary: "Guest links of a conference: all for its host, your own for an invited actor", handle: answers(guests)},
		{ID: "guest-invite", Method: post, Path: "/api/v1/guests", Policy: "guest.invite", Tag: "people",
			Summary: "Make a way in to one conference for somebody without an account", maxBody: maxForm, takes: jsonType,
			body: schemaOf[wire.NewGuest], handle: answers(inviteGuest)},
		{ID: "guest-revoke", Method: remove, Path: "/api/v1/guests/{id}", Policy: "guest.revoke", Tag: "people",
			Summary: "End a guest link, and the sign-ins that came by it", handle: answers(revokeGuest)},
		{ID: "sign-in-log", Method: get, Path: "/api/v1/sign-in-log", Policy: "sign-in-log.read", Tag: "people", Summary: "Who has signed in, and tried to",
			handle: answers(signInLog)},

		{ID: "openapi", Method: get, Path: "/api/openapi.json", Policy: "service.describe", Tag: "description", Summary: "This description",
			handle: answers(openapi)},
		{ID: "docs", Method: get, Path: "/api/docs", Policy: "service.describe", Tag: "description", Summary: "This description for people",
			gives: []string{"text/html"}, handle: answers(docs)},
	}
}

// register puts every operation in place.
func (a *API) register() {
	known := clerk.Operations()
	for _, op := range operations() {
		if !slices.Contains(known, op.Policy) {
			panic("api: " + op.ID + " names the policy " + op.Policy + ", which is none")
		}
		op.handle(a, a.described(op))
		a.listed = append(a.listed, op)
	}
	for _, b := range besides() {
		a.huma.OpenAPI().AddOperation(a.besideDescribed(b))
		a.listed = append(a.listed, b.operation)
	}
}

func (a *API) described(op operation) huma.Operation {
	out := huma.Operation{OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary, Tags: []string{op.Tag},
		Extensions: map[string]any{"x-policy": op.Policy}, MaxBodyBytes: op.maxBody,
		SkipValidateBody: true, // bodies are read here, more strictly, and one command of a list may be wrong without the rest
		Middlewares:      huma.Middlewares{a.gate(op)},
		Responses: map[string]*huma.Response{
			"default": {Description: "A problem", Content: map[string]*huma.MediaType{
				problemType: {Schema: a.schema(reflect.TypeFor[wire.Problem]())}}},
		}}
	if (clerk.Identity{}).Allows(op.Policy, "") != nil {
		out.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	}
	if op.body != nil {
		out.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{op.takes: {Schema: op.body(a.schemas())}}}
	}
	if op.out != nil {
		out.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{jsonType: {Schema: op.out(a.schemas())}}}
	}
	if op.gives != nil {
		ok := &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{}}
		for _, kind := range op.gives {
			ok.Content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
		}
		out.Responses["200"] = ok
	}
	return out
}

// gate refuses who may not use an operation, and bodies that are not what it takes.
func (a *API) gate(op operation) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := callOf(ctx.Context())
		err := a.admit(c, op.Policy)
		if err == nil && op.takes != "" {
			err = takes(c.r, op.takes)
		}
		if err == nil && op.maxBody > 0 && op.maxBody <= maxRead {
			r, _ := humachi.Unwrap(ctx)
			err = readBody(r, op.maxBody)
		}
		if err != nil {
			a.write(c.w, c, a.refuse(c, err))
			return
		}
		next(ctx)
	}
}

func (a *API) schemas() huma.Registry             { return a.huma.OpenAPI().Components.Schemas }
func (a *API) schema(t reflect.Type) *huma.Schema { return a.schemas().Schema(t, true, t.Name()) }

func schemaOf[T any](r huma.Registry) *huma.Schema {
	t := reflect.TypeFor[T]()
	return r.Schema(t, true, t.Name())
}

func binary(huma.Registry) *huma.Schema { return &huma.Schema{Type: "string", Format: "binary"} }

func receiptBody(r huma.Registry) *huma.Schema {
	one := schemaOf[wire.Receipt](r)
	return &huma.Schema{OneOf: []*huma.Schema{one, {Type: huma.TypeArray, Items: one}}}
}

func commandBody(r huma.Registry) *huma.Schema {
	one := schemaOf[wire.Command](r)
	most := clerk.MaxBatch
	return &huma.Schema{OneOf: []*huma.Schema{one, {Type: "array", Items: one, MaxItems: &most}}}
}

// schemaName tells types of the same name in different packages apart: an area's item is AreaItem.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	switch pkg := path.Base(t.PkgPath()); pkg {
	case "api", "wire", ".", "":
		return name
	default:
		return strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
}
