package broker

import "strings"

// traps are what scanners ask every server for, and nobody ever asks this one for.
var traps = []string{"/.env", "/.git/", "/.svn/", "/.aws/", "/.ssh/", "/wp-", "/wordpress/", "/xmlrpc.php", "/phpmyadmin", "/phpunit", "/vendor/", "/cgi-bin/",
	"/boaform", "/hnap1", "/actuator", "/solr/", "/jenkins", "/manager/html", "/owa/", "/autodiscover/", "/server-status", "/web.config", "/id_rsa"}

// isTrap reports whether a path is one of those.
func isTrap(path string) bool {
	path = strings.ToLower(path)
	for _, t := range traps {
		if strings.HasPrefix(path, t) {
			return true
		}
	}
	return false
}
