// A whole Temporal server on PostgreSQL in one process: all services and the web interface, as the CLI's development server has
// them on SQLite. With "sql" as its first argument it is Temporal's own tool that sets the schema up (temporal-sql-tool).
//
//	full --config-file server.json --ui-port 8233
//	full sql --plugin postgres12 --ep 127.0.0.1 --db temporal create-database
package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"strconv"
	_ "time/tzdata" // where the system has none

	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/headers"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	_ "go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql" // makes the plugin known
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
	"go.temporal.io/server/tools/sql"
)

const loopback = "127.0.0.1"

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Printf("temporal version full (Server %s, UI included)\n", headers.ServerVersion)
		return
	}
	run := serve
	if len(os.Args) > 1 && os.Args[1] == "sql" {
		run = sql.RunTool
	}
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve returns when the process is told to stop.
func serve(args []string) error {
	flags := flag.NewFlagSet("full", flag.ContinueOnError)
	configFile := flags.String("config-file", "", "configuration in Temporal's own format")
	uiPort := flags.Int("ui-port", 0, "port of the web interface")
	if err := flags.Parse(args); err != nil {
		return err
	}
	conf, err := config.Load(config.WithConfigFile(*configFile))
	if err != nil {
		return fmt.Errorf("the configuration cannot be read: %w", err)
	}
	server, err := newServer(conf)
	if err != nil {
		return err
	}
	ui := uiserver.NewServer(uioptions.WithConfigProvider(&uiconfig.Config{
		Host:                loopback,
		Port:                *uiPort,
		TemporalGRPCAddress: address(conf, primitives.FrontendService),
		EnableUI:            true,
		CORS:                uiconfig.CORS{CookieInsecure: true},
		HideLogs:            true,
		DisableNewsFetch:    true,
	}))
	// Its start blocks, and without it the rest is of use.
	go func() {
		if err := ui.Start(); err != nil {
			fmt.Fprintln(os.Stderr, "the web interface ended:", err)
		}
	}()
	defer ui.Stop()
	return server.Start() // until interrupted
}

func newServer(conf *config.Config) (temporal.Server, error) {
	logger := log.NewZapLogger(log.BuildZapLogger(conf.Log))
	authorizer, err := authorization.GetAuthorizerFromConfig(&conf.Global.Authorization)
	if err != nil {
		return nil, err
	}
	claimMapper, err := authorization.GetClaimMapperFromConfig(&conf.Global.Authorization, logger)
	if err != nil {
		return nil, err
	}
	// One process is the whole cluster: nobody has to be found, so no membership is kept in the database, which has no room for
	// ports from 32768 on.
	hosts := map[primitives.ServiceName]static.Hosts{}
	for _, service := range []primitives.ServiceName{
		primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
	} {
		hosts[service] = static.SingleLocalHost(address(conf, service))
	}
	return temporal.NewServer(
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithConfig(conf),
		temporal.WithStaticHosts(hosts),
		temporal.WithLogger(logger),
		temporal.InterruptOn(temporal.InterruptCh()),
		temporal.WithAuthorizer(authorizer),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claimMapper }),
	)
}

func address(conf *config.Config, service primitives.ServiceName) string {
	return net.JoinHostPort(loopback, strconv.Itoa(conf.Services[string(service)].RPC.GRPCPort))
}
