// Package papers makes the documents of a conference for one of its readers: the same for every door, so that what is
// downloaded, printed and published is one and the same. What the reader may see is the clerk's to say; how a paper looks is
// internal/pack's.
package papers
