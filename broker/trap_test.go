package broker

import "testing"

// TestTraps: what only a scanner asks for, and nothing that a browser asks for by itself.
func TestTraps(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{"/.env": true, "/.ENV.bak": true, "/wp-login.php": true, "/.git/config": true, "/phpMyAdmin/index.php": true,
		"/": false, "/login/school": false, "/.well-known/security.txt": false, "/oauth/authorize": false, "/saml/entree/acs": false, "/me": false, "/favicon.ico": false, "/apple-touch-icon.png": false} {
		if isTrap(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}
