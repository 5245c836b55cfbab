// Command python-sdk generates the SDK of a schema for Python, as `pulumi package add` does with an official CLI.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	log.SetFlags(0)
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var spec schema.PackageSpec
	check(json.Unmarshal(text, &spec))
	pkg, err := schema.ImportSpec(spec, nil, none{}, schema.ValidationOptions{})
	check(err)
	files, err := python.GeneratePackage("pulumi", pkg, nil, none{})
	check(err)
	for path, content := range files {
		path = filepath.Join(os.Args[2], path)
		check(os.MkdirAll(filepath.Dir(path), 0o755))
		check(os.WriteFile(path, content, 0o644))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// none is a loader of no packages: the schema refers to none.
type none struct{ schema.ReferenceLoader }
