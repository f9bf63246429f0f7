package sqlstore

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sluis/broker/store/sqlstore/postgres"
	"sluis/broker/store/storetest/servers"
)

var statement = regexp.MustCompile(`^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s`)

// statements gives the SQL that the broker's packages hold, by where it stands.
func statements(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/store/") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && statement.MatchString(text) {
					out[files.Position(lit.Pos()).String()] = text
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestStatementsAreShared: what the broker's packages ask, PostgreSQL understands: their
// own tests run over SQLite, which takes more (columns that stand for two things, MAX of
// two values).
func TestStatementsAreShared(t *testing.T) {
	t.Parallel()
	c := at(t, servers.StartPostgres(t).NewDatabase())
	openShared(t, c)
	conn, err := postgres.Connect(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	all := statements(t)
	all["planted"] = `UPDATE meta SET value = MAX(value, $1)`
	refused := 0
	for where, text := range all {
		if _, err := conn.Run(context.Background(), "PREPARE p AS "+text+"; DEALLOCATE p"); err != nil {
			if refused++; where != "planted" {
				t.Errorf("%s: %v", where, err)
			}
		}
	}
	if len(all) < 60 || refused == 0 {
		t.Errorf("%d statements were found and %d refused: the search or the check is blind", len(all), refused)
	}
	t.Logf("%d statements", len(all))
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}
