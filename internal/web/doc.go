// Package web is the door for people at a screen: pages that are whole without a script, and the same pieces of them sent again
// when something happens in a meeting.
//
// A page is a template of templates/web with a struct of its own, shown by a handler that is one row in [Web.Routes]. A form is an
// ordinary form: it is sent, answered with the page to go on to, and shown again with what was typed when it was wrong. The
// script takes over what the browser does with it, and nothing else.
//
// The live pages are made of pieces ([piece]): a page is its layout with the pieces in it, and a frame of the stream is the
// pieces that an entry of the journal changed. So both are the same bytes from the same templates, and a piece holds nothing
// that belongs to one reader: it is rendered once for everybody of an access class.
//
// Every command passes the clerk, which decides what somebody may do and see. A page hides what its reader cannot do; it decides
// nothing.
package web
