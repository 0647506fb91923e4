// Renders the templates of a chart as Helm does, for templates.ts: JSON on standard input, rendered texts on standard output.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
)

type Input struct {
	Templates map[string]string
	Data      map[string]any
}

func main() {
	var input Input
	if err := json.NewDecoder(os.Stdin).Decode(&input); err != nil {
		panic(err)
	}
	root := template.New("chart").Option("missingkey=zero")
	functions := sprig.TxtFuncMap()
	asJSON := func(value any) string {
		text, _ := json.Marshal(value)
		return string(text)
	}
	run := func(name string, data any) (string, error) {
		var out strings.Builder
		err := root.ExecuteTemplate(&out, name, data)
		return strings.ReplaceAll(out.String(), "<no value>", ""), err
	}
	depth := 0
	functions["include"] = func(name string, data any) (string, error) {
		if depth++; depth > 500 {
			return "", fmt.Errorf("too deep")
		}
		defer func() { depth-- }()
		return run(name, data)
	}
	functions["tpl"] = func(text string, data any) (string, error) {
		parsed, err := template.Must(root.Clone()).New("tpl").Parse(text)
		if err != nil {
			return "", err
		}
		var out strings.Builder
		err = parsed.Execute(&out, data)
		return out.String(), err
	}
	functions["required"] = func(_ string, value any) any { return value }
	functions["fail"] = func(string) string { return "" }
	functions["lookup"] = func(string, string, string, string) map[string]any { return map[string]any{} }
	// JSON is YAML, too
	functions["toYaml"] = asJSON
	functions["toYamlPretty"] = asJSON
	functions["toJson"] = asJSON
	functions["toToml"] = asJSON
	functions["fromYaml"] = func(string) map[string]any { return map[string]any{} }
	functions["fromJson"] = functions["fromYaml"]
	functions["fromYamlArray"] = func(string) []any { return nil }
	root.Funcs(functions)
	for name, text := range input.Templates {
		if _, err := root.New(name).Parse(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	rendered := map[string]string{}
	for name := range input.Templates {
		if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
			text, err := run(name, input.Data)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			rendered[name] = text
		}
	}
	json.NewEncoder(os.Stdout).Encode(rendered)
}
