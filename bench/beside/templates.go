// Renders charts with Go's own text/template and sprig, by the rules of Helm's engine, for templates.ts: a job in JSON for
// each line of standard input, a result for each line of standard output.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/semver"
	"github.com/Masterminds/sprig"
	"github.com/ghodss/yaml"
)

type table = map[string]any

// Job names a chart, and files of values over its own, as paths.
type Job struct {
	Folder string
	Values []string
	// HasAll is the answer to each question for an API of the cluster.
	HasAll  bool
	Minor   string
	Install bool
}

type Result struct {
	Error string `json:"error,omitempty"`
	// Rendered is null where there is an error, and empty where a chart has no templates.
	Rendered map[string]string `json:"rendered"`
}

type dependency struct {
	Name, Alias, Version, Repository, Condition string
	Tags                                        []string
	ImportValues                                []any `json:"import-values"`
	enabled                                     bool
}

type chart struct {
	name         string
	folder       string
	metadata     table
	isLibrary    bool
	values       table
	templates    map[string]string
	dependencies []*dependency
	charts       []*chart
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<20)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		var job Job
		if err := json.Unmarshal(input.Bytes(), &job); err != nil {
			panic(err)
		}
		rendered, err := render(job)
		result := Result{Rendered: rendered}
		if err != nil {
			result = Result{Error: err.Error()}
		}
		if err := output.Encode(result); err != nil {
			panic(err)
		}
	}
}

func render(job Job) (rendered map[string]string, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v", fault)
		}
	}()
	root, err := load(job.Folder, 0)
	if err != nil {
		return nil, err
	}
	given := table{}
	for _, file := range job.Values {
		over, err := readTable(file)
		if err != nil {
			return nil, err
		}
		given = mergeMaps(given, over)
	}
	decide(root, given, "")
	importValues(root)
	values := coalesce(root, given)
	return execute(root, values, job)
}

// ─── Loading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

func readTable(file string) (table, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	values := table{}
	err = yaml.Unmarshal(text, &values)
	if values == nil {
		values = table{}
	}
	return values, err
}

func load(folder string, depth int) (*chart, error) {
	if depth > 10 {
		return nil, errors.New("charts in charts without end")
	}
	metadata, err := readTable(filepath.Join(folder, "Chart.yaml"))
	if err != nil {
		return nil, err
	}
	loaded := &chart{folder: folder, metadata: metadata, values: table{}, templates: map[string]string{}}
	var texts struct{ Name, Version, AppVersion, Description, KubeVersion, Type string }
	about, _ := os.ReadFile(filepath.Join(folder, "Chart.yaml"))
	if err := yaml.Unmarshal(about, &texts); err != nil {
		return nil, err
	}
	loaded.name = texts.Name
	metadata["version"], metadata["appVersion"] = texts.Version, texts.AppVersion
	loaded.isLibrary = metadata["type"] == "library"
	if values, err := readTable(filepath.Join(folder, "values.yaml")); err == nil {
		loaded.values = values
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, file := range []string{"Chart.yaml", "requirements.yaml"} {
		var listed struct{ Dependencies []*dependency }
		if text, err := os.ReadFile(filepath.Join(folder, file)); err == nil {
			if err := yaml.Unmarshal(text, &listed); err != nil {
				return nil, err
			}
			loaded.dependencies = append(loaded.dependencies, listed.Dependencies...)
		}
	}
	templates := filepath.Join(folder, "templates")
	filepath.WalkDir(templates, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		text, err := os.ReadFile(file)
		if name, err := filepath.Rel(folder, file); err == nil {
			loaded.templates[filepath.ToSlash(name)] = string(text)
		}
		return err
	})
	entries, _ := os.ReadDir(filepath.Join(folder, "charts"))
	for _, entry := range entries {
		if !entry.IsDir() || strings.IndexAny(entry.Name(), "_.") == 0 {
			continue
		}
		if sub, err := load(filepath.Join(folder, "charts", entry.Name()), depth+1); err == nil {
			loaded.charts = append(loaded.charts, sub)
		}
	}
	// `helm dependency build` packs these
	for _, each := range loaded.dependencies {
		if beside, found := strings.CutPrefix(each.Repository, "file://"); found && !hasChart(loaded, each.Name) {
			if sub, err := load(filepath.Join(folder, beside), depth+1); err == nil {
				loaded.charts = append(loaded.charts, sub)
			}
		}
	}
	return loaded, nil
}

func hasChart(of *chart, name string) bool {
	for _, each := range of.charts {
		if each.name == name {
			return true
		}
	}
	return false
}

// ─── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────────

func mergeMaps(lower, upper table) table {
	merged := table{}
	for key, value := range lower {
		merged[key] = value
	}
	for key, value := range upper {
		below, isBelow := merged[key].(table)
		if above, isAbove := value.(table); isAbove && isBelow {
			merged[key] = mergeMaps(below, above)
		} else {
			merged[key] = value
		}
	}
	return merged
}

// coalesceTables puts the keys of lower into upper, which counts; a null in it deletes.
func coalesceTables(upper, lower table, keepsNull bool) table {
	for key, value := range lower {
		above, found := upper[key]
		if found && above == nil && !keepsNull {
			delete(upper, key)
		} else if !found {
			upper[key] = value
		} else if aboveTable, isTable := above.(table); isTable {
			if valueTable, isTable := value.(table); isTable {
				coalesceTables(aboveTable, valueTable, keepsNull)
			}
		}
	}
	return upper
}

func copied(value any) any {
	switch value := value.(type) {
	case table:
		copy := table{}
		for key, each := range value {
			copy[key] = copied(each)
		}
		return copy
	case []any:
		copy := []any{}
		for _, each := range value {
			copy = append(copy, copied(each))
		}
		return copy
	}
	return value
}

func copiedTable(value table) table {
	copy, _ := copied(value).(table)
	return copy
}

func coalesce(of *chart, given table) table {
	return coalesceChart(of, copiedTable(given), false)
}

func coalesceChart(of *chart, values table, keepsNull bool) table {
	coalesceTables(values, copiedTable(of.values), keepsNull)
	for _, sub := range of.charts {
		if _, found := values[sub.name]; !found {
			values[sub.name] = table{}
		}
		if section, isTable := values[sub.name].(table); isTable {
			coalesceGlobals(section, values)
			values[sub.name] = coalesceChart(sub, section, keepsNull)
		}
	}
	return values
}

func coalesceGlobals(section, parent table) {
	own, isTable := section["global"].(table)
	if !isTable {
		own = table{}
	}
	above, isTable := parent["global"].(table)
	if !isTable {
		above = table{}
	}
	for key, value := range above {
		if valueTable, isTable := value.(table); isTable {
			if ownTable, isTable := own[key].(table); isTable {
				own[key] = coalesceTables(copiedTable(valueTable), ownTable, false)
			} else if _, found := own[key]; !found {
				own[key] = copiedTable(valueTable)
			}
		} else {
			own[key] = value
		}
	}
	section["global"] = own
}

func lookUp(values table, path string) (any, bool) {
	var here any = values
	for _, key := range strings.Split(path, ".") {
		inside, isTable := here.(table)
		if !isTable {
			return nil, false
		}
		if here, isTable = inside[key]; !isTable {
			return nil, false
		}
	}
	return here, here != nil
}

// decide takes out the subcharts that are off.
func decide(of *chart, given table, lead string) {
	if of.dependencies == nil {
		return
	}
	var charts []*chart
	for _, existing := range of.charts {
		isListed := false
		for _, each := range of.dependencies {
			isListed = isListed || each.Name == existing.name
		}
		if !isListed {
			charts = append(charts, existing)
		}
	}
	for _, each := range of.dependencies {
		for _, existing := range of.charts {
			if existing.name == each.Name {
				alias := *existing
				if each.Alias != "" {
					alias.name = each.Alias
				}
				charts = append(charts, &alias)
				break
			}
		}
		if each.Alias != "" {
			each.Name = each.Alias
		}
		each.enabled = true
	}
	of.charts = charts
	values := coalesce(of, given)
	for _, each := range of.dependencies {
		decideOne(each, values, lead)
	}
	var kept []*chart
	for _, sub := range of.charts {
		isOff := false
		for _, each := range of.dependencies {
			isOff = isOff || each.Name == sub.name && !each.enabled
		}
		if !isOff {
			kept = append(kept, sub)
		}
	}
	of.charts = kept
	for _, sub := range of.charts {
		decide(sub, values, lead+sub.name+".")
	}
}

func decideOne(of *dependency, values table, lead string) {
	tags, _ := values["tags"].(table)
	hasTrue, hasFalse := false, false
	for _, tag := range of.Tags {
		if isOn, isBool := tags[tag].(bool); isBool {
			hasTrue = hasTrue || isOn
			hasFalse = hasFalse || !isOn
		}
	}
	of.enabled = hasTrue || !hasFalse
	for _, condition := range strings.Split(strings.TrimSpace(of.Condition), ",") {
		value, _ := lookUp(values, lead+strings.TrimSpace(condition))
		if isOn, isBool := value.(bool); isBool {
			of.enabled = isOn
			return
		}
	}
}

func importValues(of *chart) {
	for _, sub := range of.charts {
		importValues(sub)
	}
	all := coalesceChart(of, table{}, true)
	imported := table{}
	for _, each := range of.dependencies {
		if !each.enabled {
			continue
		}
		for _, item := range each.ImportValues {
			child, parent := "", "."
			switch item := item.(type) {
			case string:
				child = "exports." + item
			case table:
				child, _ = item["child"].(string)
				parent, _ = item["parent"].(string)
			}
			if found, _ := lookUp(all, each.Name+"."+child); found != nil {
				if values, isTable := found.(table); isTable {
					values = copiedTable(values)
					if parent != "." {
						steps := strings.Split(parent, ".")
						for index := len(steps) - 1; index >= 0; index-- {
							values = table{steps[index]: values}
						}
					}
					coalesceTables(imported, values, true)
				}
			}
		}
	}
	if len(imported) > 0 {
		of.values = coalesceTables(all, imported, true)
	}
}

// ─── Rendering ───────────────────────────────────────────────────────────────────────────────────────────────────────

type renderable struct {
	text string
	top  table
	base string
}

type versions struct{ hasAll bool }

func (given versions) Has(string) bool { return given.hasAll }

type kubeVersion struct{ Version, Major, Minor string }

func (given kubeVersion) String() string     { return given.Version }
func (given kubeVersion) GitVersion() string { return given.Version }

// files answers as Helm does, by the files of a chart.
type files struct{ folder string }

func (of files) Get(name string) string {
	text, _ := os.ReadFile(filepath.Join(of.folder, name))
	return string(text)
}
func (of files) GetBytes(name string) []byte { return []byte(of.Get(name)) }
func (of files) Lines(name string) []string  { return strings.Split(of.Get(name), "\n") }
func (of files) Glob(pattern string) found {
	matches := found{}
	filepath.WalkDir(of.folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		name, _ := filepath.Rel(of.folder, file)
		isMatch, _ := path.Match(pattern, name)
		if lead, isDeep := strings.CutSuffix(pattern, "**"); isMatch || isDeep && strings.HasPrefix(name, lead) {
			matches[name] = []byte(of.Get(name))
		}
		return nil
	})
	return matches
}

type found map[string][]byte

func (of found) Get(name string) string { return string(of[name]) }
func (of found) AsConfig() string {
	all := map[string]string{}
	for name, text := range of {
		all[path.Base(name)] = string(text)
	}
	return toYaml(all)
}
func (of found) AsSecrets() string {
	all := map[string]string{}
	for name, text := range of {
		all[path.Base(name)] = base64.StdEncoding.EncodeToString(text)
	}
	return toYaml(all)
}

func collect(of *chart, lead string, values table, isRoot bool, job Job, all map[string]renderable) table {
	about := table{"Name": "", "Version": "", "AppVersion": "", "Description": "", "Type": "", "KubeVersion": "", "Home": "", "Icon": "", "Annotations": table{}, "Keywords": []any{}, "Sources": []any{}, "Maintainers": []any{}, "Dependencies": []any{}}
	for key, value := range of.metadata {
		about[strings.ToUpper(key[:1])+key[1:]] = value
	}
	about["APIVersion"] = about["ApiVersion"]
	about["Name"] = of.name
	about["IsRoot"] = isRoot
	subcharts := table{}
	version := kubeVersion{"v1." + job.Minor + ".0", "1", job.Minor}
	revision := 2
	if job.Install {
		revision = 1
	}
	top := table{
		"Chart":  about,
		"Values": values,
		"Files":  files{of.folder},
		"Release": table{"Name": "release", "Namespace": "default", "Service": "Helm", "IsInstall": job.Install,
			"IsUpgrade": !job.Install, "Revision": revision},
		"Capabilities": table{"KubeVersion": table{"Version": version.Version, "GitVersion": version.Version,
			"Major": version.Major, "Minor": version.Minor}, "APIVersions": versions{job.HasAll},
			"HelmVersion": table{"Version": "v3.18.0"}},
		"Subcharts": subcharts,
	}
	for _, sub := range of.charts {
		section, isTable := values[sub.name].(table)
		if !isTable {
			section = table{}
		}
		subcharts[sub.name] = collect(sub, lead+"/charts/"+sub.name, section, false, job, all)
	}
	for name, text := range of.templates {
		if !of.isLibrary || strings.HasPrefix(path.Base(name), "_") {
			all[lead+"/"+name] = renderable{text, top, lead + "/templates"}
		}
	}
	return top
}

func execute(root *chart, values table, job Job) (map[string]string, error) {
	all := map[string]renderable{}
	collect(root, root.name, values, true, job, all)
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		one, other := strings.Count(names[i], "/"), strings.Count(names[j], "/")
		return one > other || one == other && names[i] > names[j]
	})
	templates := template.New("gotpl").Option("missingkey=zero")
	templates.Funcs(functions(templates))
	for _, name := range names {
		if _, err := templates.New(name).Parse(all[name].text); err != nil {
			return nil, err
		}
	}
	rendered := map[string]string{}
	for _, name := range names {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		top := all[name].top
		top["Template"] = table{"Name": name, "BasePath": all[name].base}
		var out strings.Builder
		if err := templates.ExecuteTemplate(&out, name, top); err != nil {
			return nil, err
		}
		if !strings.HasSuffix(name, "NOTES.txt") {
			rendered[name] = strings.ReplaceAll(out.String(), "<no value>", "")
		}
	}
	return rendered, nil
}

func toYaml(value any) string {
	text, err := yaml.Marshal(value)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(text), "\n")
}

func toJSON(value any) string {
	text, _ := json.Marshal(value)
	return string(text)
}

func functions(templates *template.Template) template.FuncMap {
	all := sprig.TxtFuncMap()
	all["toYaml"] = toYaml
	all["toYamlPretty"] = toYaml
	all["mustToYaml"] = func(value any) (string, error) { return toYaml(value), nil }
	all["toJson"] = toJSON
	all["mustToJson"] = func(value any) (string, error) { return toJSON(value), nil }
	all["toToml"] = toJSON
	all["fromYaml"] = func(text string) table {
		values := table{}
		if err := yaml.Unmarshal([]byte(text), &values); err != nil {
			values["Error"] = err.Error()
		}
		return values
	}
	all["fromJson"] = all["fromYaml"]
	all["fromYamlArray"] = func(text string) []any {
		values := []any{}
		if err := yaml.Unmarshal([]byte(text), &values); err != nil {
			values = []any{err.Error()}
		}
		return values
	}
	all["fromJsonArray"] = all["fromYamlArray"]
	all["lookup"] = func(string, string, string, string) (table, error) { return table{}, nil }
	all["required"] = func(message string, value any) (any, error) {
		if text, isText := value.(string); value == nil || isText && text == "" {
			return value, errors.New(message)
		}
		return value, nil
	}
	all["semverCompare"] = func(constraint, version string) (bool, error) {
		parsed, err := semver.NewConstraint(constraint)
		if err != nil {
			return false, err
		}
		found, err := semver.NewVersion(version)
		if err != nil {
			return false, err
		}
		return parsed.Check(found), nil
	}
	for _, name := range []string{"genPrivateKey", "genCA", "genSelfSignedCert", "genSignedCert", "genCAWithKey", "genSelfSignedCertWithKey", "genSignedCertWithKey"} {
		all[name] = func(...any) table { return table{"Cert": "", "Key": ""} }
	}
	depths := map[string]int{}
	all["include"] = func(name string, data any) (string, error) {
		if depths[name]++; depths[name] > 1000 {
			return "", fmt.Errorf("%s includes itself", name)
		}
		defer func() { depths[name]-- }()
		var out strings.Builder
		err := templates.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	all["tpl"] = func(text string, data any) (string, error) {
		clone, err := templates.Clone()
		if err != nil {
			return "", err
		}
		parsed, err := clone.New("tpl").Parse(text)
		if err != nil {
			return "", err
		}
		var out strings.Builder
		err = parsed.Execute(&out, data)
		return strings.ReplaceAll(out.String(), "<no value>", ""), err
	}
	return all
}
