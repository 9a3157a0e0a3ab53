// Package area holds the rules of shared areas (delade ytor): who may read what
// has been published, who may publish, and what a file is called.
//
// An [Area] is owned by one actor and granted to others, to read, contribute or
// manage. In it stand items: minutes with their versions, audio, documents, decisions,
// calendars, invitations. An [Item] belongs to the actor that published it, and that
// actor alone chooses its [Audience], one of three that everybody understands: all who
// are in the area, chosen actors, only we. Both must hold: a right in the area, and
// being in the audience. Not even the area's owner reads what another actor keeps to
// itself there.
//
// To one who may not read, a thing does not exist: [Area.Authorize] and
// [Area.AuthorizeItem] answer that it is not found, and [Area.Visible] leaves nothing,
// neither title, tag nor folder, behind. To one who may read but not do, the answer is
// that it is not allowed, and what would be.
//
// [FileName] gives the names that files go by: date, level, number and document in a
// fixed order, so that a folder sorts itself and a name tells what it holds ten years on.
//
// The rules are pure. The clerk asks them; nobody else decides.
package area
