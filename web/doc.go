// Package web is what people see: page templates, the stylesheet, three small
// scripts, and every sentence in Dutch and English.
//
// It owns the view struct of each page, the rendering of a view to a buffer, the
// content-hashed assets, and the search over school names. A page works without
// script, loads nothing from elsewhere, and holds no inline script or style
// (U-02, U-06, U-12).
//
// It refuses to know about HTTP, cookies, stores and protocols: it imports nothing
// of ours, takes plain structs, and returns bytes. Which page is due, with what
// headers, is the broker's to say; what a refusal means is internal/refusal's.
package web
