package cli

import (
	"github.com/spf13/cobra"

	"samverkan/internal/fault"
)

// root gives the whole tree of verbs. This is the list of what the command line does.
func (s *session) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "samverkan",
		Short:             s.p.T("cli.cmd.root.short"),
		Long:              s.p.T("cli.cmd.root.long"),
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              unknownVerb,
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetFlagErrorFunc(flagFault)
	root.SetUsageFunc(func(c *cobra.Command) error { return s.print(s.usage(c)) })
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		if err := s.print(s.help(c)); err != nil {
			s.log.Error("help", "error", err)
		}
	})
	s.global(root)
	for _, g := range groups() {
		root.AddGroup(&cobra.Group{ID: g, Title: s.p.T("cli.help.group." + g)})
	}
	for _, c := range s.tree() {
		root.AddCommand(c)
	}
	root.SetHelpCommand(s.helpVerb())
	return root
}

func (s *session) tree() []*cobra.Command {
	return []*cobra.Command{
		s.noun(groupPlan, "incident", s.incidentOpen(), s.incidentList(), s.incidentShow(), s.incidentHandover(), s.incidentStats()),
		s.noun(groupPlan, "conference", s.conferenceNew(), s.conferenceList(), s.conferenceShow(), s.conferenceRename(),
			s.conferenceTry(), s.conferenceReschedule(), s.conferenceCancel(), s.conferenceNext()),
		s.noun(groupPlan, "plan", s.planVerbs()...),
		s.noun(groupPlan, "invitation", s.invitationForewarn(), s.invitationIssue(), s.invitationUpdate(), s.invitationAnswer(), s.invitationStatus(), s.invitationDocument()),
		s.command(s.call()),
		s.command(s.receipts()),
		s.noun(groupPlan, "report", s.reportVerbs()...),
		s.noun(groupPlan, "inquiry", s.inquiryVerbs()...),
		s.command(s.schedule()),

		s.noun(groupMeeting, "meeting", s.meetingVerbs()...),
		s.noun(groupMeeting, "role", s.roleHandOver(), s.roleList()),
		s.noun(groupMeeting, "rollcall", s.rollCallVerbs()...),
		s.noun(groupMeeting, "item", s.itemVerbs()...),
		s.noun(groupMeeting, "floor", s.floorVerbs()...),
		s.noun(groupMeeting, "note", s.noteVerbs()...),
		s.noun(groupMeeting, "decision", s.decisionVerbs()...),
		s.noun(groupMeeting, "measure", s.measureVerbs()...),
		s.noun(groupMeeting, "unowned", s.unownedTake(), s.unownedList()),
		s.noun(groupMeeting, "carried", s.carriedFollowUp(), s.carriedList()),
		s.noun(groupMeeting, "recording", s.recordingVerbs()...),
		s.noun(groupMeeting, "transcript", s.transcriptVerbs()...),
		s.noun(groupMeeting, "walk", s.walkVerbs()...),
		s.command(s.nextMeeting()),

		s.noun(groupAfter, "minutes", s.minutesVerbs()...),
		s.noun(groupAfter, "evaluate", s.evaluateGive(), s.evaluateList()),
		s.noun(groupAfter, "documents", s.documentVerbs()...),
		s.command(s.calendar()),
		s.noun(groupAfter, "feed", s.feedVerbs()...),

		s.noun(groupAreas, "area", s.areaVerbs()...),
		s.searchVerbs(),
		s.command(s.news()),
		s.command(s.inbox()),

		s.noun(groupRegister, "actor", s.actorVerbs()...),
		s.noun(groupRegister, "roster", s.rosterVerbs()...),
		s.noun(groupRegister, "contacts", s.contactVerbs()...),
		s.noun(groupRegister, "template", s.templateVerbs()...),
		s.noun(groupRegister, "member", s.memberVerbs()...),
		s.noun(groupRegister, "person", s.personVerbs()...),
		s.noun(groupRegister, "account", s.accountVerbs()...),
		s.noun(groupRegister, "guest", s.guestList(), s.guestInvite(), s.guestRevoke()),
		s.command(s.importActors("import FILE", groupRegister)),

		s.command(s.login()),
		s.command(s.logout()),
		s.command(s.whoami()),
		s.noun(groupService, "token", s.tokenList(), s.tokenMake(), s.tokenRevoke()),
		s.noun(groupService, "session", s.sessionList(), s.sessionRevoke()),

		s.command(s.serve()),
		s.noun(groupService, "config", s.configShow()),
		s.noun(groupService, "mail", s.mailTest()),
		s.noun(groupService, "db", s.dbCopy()),

		s.noun(groupArchive, "journal", s.journalList()),
		s.watchVerbs(),
		s.noun(groupArchive, "key", s.keyNew()),
		s.command(s.check()),
		s.command(s.verify()),
		s.command(s.export()),
		s.noun(groupArchive, "exercise", s.exerciseVerbs()...),
		s.noun(groupArchive, "package", s.packageVerbs()...),
		s.command(s.checkpoint()),
		s.command(s.expunge()),
		s.noun(groupArchive, "retention", s.retentionVerbs()...),
		s.backupVerbs(),
		s.command(s.restore()),
		s.command(s.doctor()),
		s.command(s.rebuild()),
		s.command(s.do()),
		s.command(s.replay()),
		s.command(s.demo()),
		s.command(s.completion()),
		s.command(s.version()),
	}
}

// helpVerb is "samverkan help meeting open".
func (s *session) helpVerb() *cobra.Command {
	return &cobra.Command{
		Use:     "help [" + s.p.T("cli.arg.verb") + "]",
		Short:   s.p.T("cli.cmd.help.short"),
		Example: "samverkan help note write",
		GroupID: groupArchive,
		RunE: func(c *cobra.Command, words []string) error {
			found, rest, err := c.Root().Find(words)
			if err != nil || found == nil || len(rest) > 0 {
				return fault.New(fault.Invalid, "cli.unknown-verb", "Verb", clip(words[len(words)-1]), "Help", "samverkan --help")
			}
			return found.Help()
		},
	}
}

func (s *session) print(text string) error {
	_, err := s.world.Out.Write([]byte(text))
	return err
}
