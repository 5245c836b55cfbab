// The lab's container image: an HTTP server that reports its host name and addresses, so that a test can see which task
// responded and which services that task can reach.
//
//	/                  host name of the task
//	/health            "ok"
//	/env               environment, one NAME=value per line, sorted; /env?name=X returns only the value of X
//	/addresses         addresses of the task's interfaces, one CIDR per line, sorted
//	/lookup?name=N     addresses that N resolves to, one per line, sorted
//	/fetch?url=U       status and body of a GET request to U, sent by the task; &timeout=2s (default 3s)
//	/file?path=P       content of a file, to see a mounted secret or config
//	/exit?code=N       ends the process with that code, to see a task fail
//
// With -exit N, the program exits at once with that code, as a job does: `-exit 0 2s` waits before.
//
// Under a name other than "server", the program takes the place of any other one: as the container's main process it
// waits for SIGTERM whatever its arguments are, and as a health check it exits with 0.
//
// PORT sets a port other than 8080. With -healthcheck, the program sends a request for /health to the running server
// and exits with 0 or 1. This is a HEALTHCHECK for an image without a shell.
//
// After SIGTERM, the server finishes its open requests. With LINGER=5s, it first accepts further ones for that long,
// from clients that resolved its name before the name was removed.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	drainTime    = 2 * time.Second
	fetchTimeout = 3 * time.Second
)

func main() {
	if filepath.Base(os.Args[0]) != "server" {
		standIn()
		return
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	if len(os.Args) > 1 && os.Args[1] == "-healthcheck" {
		os.Exit(healthcheck(port))
	}
	if len(os.Args) > 2 && os.Args[1] == "-exit" {
		os.Exit(runJob(os.Args[2:]))
	}
	server := &http.Server{Addr: ":" + port, Handler: routes()}
	stopped := make(chan struct{})
	go func() {
		waitForStop()
		linger, _ := time.ParseDuration(os.Getenv("LINGER"))
		time.Sleep(linger)
		ctx, cancel := context.WithTimeout(context.Background(), drainTime)
		defer cancel()
		_ = server.Shutdown(ctx)
		close(stopped)
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	<-stopped
}

// As process 1 of a container the program would ignore these signals, and each stop would take Docker's grace period.
func waitForStop() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT)
	<-signals
}

// The main process is number 1, or its child if Docker adds an init process. A health check has a parent outside.
func standIn() {
	if os.Getpid() == 1 || os.Getppid() == 1 {
		waitForStop()
	}
}

func runJob(args []string) int {
	if len(args) > 1 {
		if wait, err := time.ParseDuration(args[1]); err == nil {
			time.Sleep(wait)
		}
	}
	code, err := strconv.Atoi(args[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	return code
}

func healthcheck(port string) int {
	client := http.Client{Timeout: fetchTimeout}
	answer, err := client.Get("http://127.0.0.1:" + port + "/health")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		fmt.Fprintln(os.Stderr, answer.Status)
		return 1
	}
	return 0
}

func routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		name, err := os.Hostname()
		reply(w, []string{name}, err)
	})
	mux.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) { reply(w, []string{"ok"}, nil) })
	mux.HandleFunc("/env", env)
	mux.HandleFunc("/addresses", addresses)
	mux.HandleFunc("/lookup", lookup)
	mux.HandleFunc("/fetch", fetch)
	mux.HandleFunc("/file", file)
	mux.HandleFunc("/exit", exit)
	return mux
}

func env(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	if name == "" {
		lines := os.Environ()
		sort.Strings(lines)
		reply(w, lines, nil)
		return
	}
	value, set := os.LookupEnv(name)
	if !set {
		http.Error(w, name+" is not set", http.StatusNotFound)
		return
	}
	reply(w, []string{value}, nil)
}

func addresses(w http.ResponseWriter, _ *http.Request) {
	found, err := net.InterfaceAddrs()
	lines := make([]string, 0, len(found))
	for _, address := range found {
		lines = append(lines, address.String())
	}
	sort.Strings(lines)
	reply(w, lines, err)
}

func lookup(w http.ResponseWriter, r *http.Request) {
	found, err := net.DefaultResolver.LookupHost(r.Context(), r.URL.Query().Get("name"))
	sort.Strings(found)
	reply(w, found, err)
}

func fetch(w http.ResponseWriter, r *http.Request) {
	timeout := fetchTimeout
	if text := r.URL.Query().Get("timeout"); text != "" {
		parsed, err := time.ParseDuration(text)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		timeout = parsed
	}
	// A new connection each time: a kept one would always reach the same replica.
	client := http.Client{Timeout: timeout, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get(r.URL.Query().Get("url"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body)
}

func file(w http.ResponseWriter, r *http.Request) {
	content, err := os.ReadFile(r.URL.Query().Get("path"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	_, _ = w.Write(content)
}

func exit(w http.ResponseWriter, r *http.Request) {
	code, err := strconv.Atoi(r.URL.Query().Get("code"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	os.Exit(code)
}

func reply(w http.ResponseWriter, lines []string, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintln(w, strings.Join(lines, "\n"))
}
