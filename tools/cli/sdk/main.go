// Command sdk generates the SDK of a schema, as `pulumi package add` does with an official CLI.
//
//	sdk python|go SCHEMA FOLDER
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"

	gocode "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	log.SetFlags(0)
	text, err := os.ReadFile(os.Args[2])
	check(err)
	var spec schema.PackageSpec
	check(json.Unmarshal(text, &spec))
	pkg, err := schema.ImportSpec(spec, nil, none{}, schema.ValidationOptions{})
	check(err)
	files, err := generate(os.Args[1], pkg)
	check(err)
	for path, content := range files {
		path = filepath.Join(os.Args[3], path)
		check(os.MkdirAll(filepath.Dir(path), 0o755))
		check(os.WriteFile(path, content, 0o644))
	}
}

func generate(language string, pkg *schema.Package) (map[string][]byte, error) {
	switch language {
	case "python":
		return python.GeneratePackage("pulumi", pkg, nil, none{})
	case "go":
		// As `pulumi package add` does it: the SDK is a module of its own.
		pkg.SupportPack = true
		return gocode.GeneratePackage("pulumi", pkg, nil)
	}
	return nil, fmt.Errorf("there is no generator for %q here, only for python and go", language)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// none is a loader of no packages: the schema refers to none.
type none struct{ schema.ReferenceLoader }
