// Package house holds the module to its own plan.
//
// The plan is a table: who may import whom ([Table]). [Read] parses the module's
// source, and the checks say, one line for each fault, which edge is not in the
// table, who besides its owner reaches for SQL, iCalendar or PDF, where the domain
// takes the time or chance by itself instead of being handed them, what stands at
// the root that should not, and which package or exported name has no words about
// it. Nothing in the product imports this package; its tests run the checks on the
// module, and on small made-up modules with one fault each, so that the checks are
// known to bite.
//
// Everything else about style is taste, and no machine's business.
package house
