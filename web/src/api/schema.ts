// Made by `make types` from the OpenAPI document 1cd3e9a986055dfde2db92fd24b26b05d672615f69a9b94afd3d4504bb7a68b4; not to be edited.
export interface paths {
    "/api/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Version
         * @description Return the running version.
         */
        get: operations["version_api_version_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cities
         * @description Return every city of which the asker may see something.
         */
        get: operations["cities_api_cities_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Overview
         * @description Return the city at a glance: figures with definitions, sources, grades.
         */
        get: operations["overview_api_cities__city__overview_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/divisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Divisions
         * @description Return the division polygons as GeoJSON; empty where the city has none.
         */
        get: operations["divisions_api_cities__city__divisions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Departments
         * @description Return the city's departments, as roles name them.
         */
        get: operations["departments_api_cities__city__departments_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/basemap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Basemap
         * @description Return the base layers (water, road, park, outline) as GeoJSON; empty where none.
         */
        get: operations["basemap_api_cities__city__basemap_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/tree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Nodes
         * @description Return the divisions right below one, or those that a search finds.
         */
        get: operations["nodes_api_cities__city__tree_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/tree/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return a division: where it stands in the tree, its polygon, its history, what it holds.
         */
        get: operations["one_api_cities__city__tree__code__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/premises": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Premises
         * @description Return every premises that has a position, as columns.
         */
        get: operations["premises_api_cities__city__premises_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/ranking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ranking
         * @description Return a page of the ranked list, filtered.
         */
        get: operations["ranking_api_cities__city__ranking_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/ranking.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ranking Csv
         * @description Return the whole ranked list as CSV; no cell of it can be run as a formula.
         */
        get: operations["ranking_csv_api_cities__city__ranking_csv_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/premises/{asset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Detail
         * @description Return everything the panel shows of one premises.
         */
        get: operations["detail_api_cities__city__premises__asset__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Plan
         * @description Return today's routes.
         */
        get: operations["plan_api_cities__city__plan_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/plan.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Plan Csv
         * @description Return the routes as CSV; no cell of it can be run as a formula.
         */
        get: operations["plan_csv_api_cities__city__plan_csv_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/plan.gpx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Plan Gpx
         * @description Return the routes as GPX 1.1, one route a team.
         */
        get: operations["plan_gpx_api_cities__city__plan_gpx_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/plan.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Plan Sheet
         * @description Return the printable sheets, one page a team.
         */
        get: operations["plan_sheet_api_cities__city__plan_html_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/backtest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Backtest
         * @description Return the latest back-test report, as ``report.json`` holds it in the language.
         */
        get: operations["backtest_api_cities__city__backtest_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/backtest.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description Return the latest back-test report as one self-contained page.
         */
        get: operations["page_api_cities__city__backtest_html_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Quarantine
         * @description Return the quarantined rows, counted by rule, with a sentence for each.
         */
        get: operations["quarantine_api_cities__city__quarantine_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/quarantine/{row}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return a row as its source sent it, without what is about people.
         */
        get: operations["one_api_cities__city__quarantine__row__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/quarantine/mends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mend
         * @description Mend rows by hand and check these rows again; those that pass are records from now on.
         */
        post: operations["mend_api_cities__city__quarantine_mends_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/quarantine/rule-mends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mend Rule
         * @description Give all rows that break a rule with one value another one, and check them again.
         */
        post: operations["mend_rule_api_cities__city__quarantine_rule_mends_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/quarantine/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay
         * @description Check all open rows of a source again, under its contract of now.
         */
        post: operations["replay_api_cities__city__quarantine_replays_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/quarantine/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw
         * @description Set rows aside for good; who did it and why is in the ledger.
         */
        post: operations["withdraw_api_cities__city__quarantine_withdrawals_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/linking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kinds
         * @description Return the asset kinds that are linked; none, where the city's pack declares no linking.
         */
        get: operations["kinds_api_cities__city__linking_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/linking/{kind}/pairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pairs
         * @description Return the pairs that wait for a clerk, the most probable first.
         */
        get: operations["pairs_api_cities__city__linking__kind__pairs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/linking/{kind}/pair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pair
         * @description Return two records side by side, with what each field adds, in words.
         */
        get: operations["pair_api_cities__city__linking__kind__pair_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/linking/{kind}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Decide on two records: it holds from now on, whatever the model says later.
         */
        post: operations["decide_api_cities__city__linking__kind__decisions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/linking/{kind}/thing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Thing
         * @description Return what is known of the thing that a record speaks of, of each value from whom.
         */
        get: operations["thing_api_cities__city__linking__kind__thing_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find
         * @description Find assets of all kinds by id, name or address, as they are typed.
         */
        get: operations["find_api_cities__city__assets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/assets/{asset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return everything known of an asset; of its records a page, the last known first.
         */
        get: operations["one_api_cities__city__assets__asset__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Table
         * @description Return the workflow in words: states, what they wait for and by whom, kinds, channels.
         */
        get: operations["table_api_cities__city__cases_workflow_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Board
         * @description Return the open cases within one's scope by step, each step's next due first.
         */
        get: operations["board_api_cities__city__cases_board_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/supervised": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Supervised
         * @description Return the open cases whose deadline reached a rung of the ladder, the longest overdue first.
         *
         *     A rung is the present deadline's highest; one that was reached before a case was handed on, or
         *     got more time, is in the case's history.
         */
        get: operations["supervised_api_cities__city__cases_supervised_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/call-backs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Call Backs
         * @description Return closed cases from the public that nobody was reached about, the earliest first.
         *
         *     The answer is noted by the act `close.call_back`; whoever was not reached stays in the list.
         */
        get: operations["call_backs_api_cities__city__cases_call_backs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/near": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Near
         * @description Return the open cases within 200 m of a place, the nearest first, at most ten.
         */
        get: operations["near_api_cities__city__cases_near_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts
         * @description Return how many cases are open in each state, within one's scope.
         */
        get: operations["counts_api_cities__city__cases_counts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * On Map
         * @description Return the open cases in a box: one by one where they are few, else gathered on cells.
         */
        get: operations["on_map_api_cities__city__cases_map_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Results
         * @description Return what became of cases, by the names under which their sender sent them.
         *
         *     For a department's own system that has sent its cases and takes back how they were solved.
         */
        get: operations["results_api_cities__city__cases_results_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/routing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rules
         * @description Return the city's rules of routing in order, in words, and as its pack writes them.
         */
        get: operations["rules_api_cities__city__cases_routing_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/routing/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try Rules
         * @description Return which open cases within one's scope other rules would send elsewhere; none is sent.
         *
         *     The latest 5,000 are asked. Rules are kept in the city's pack, and changed there.
         */
        post: operations["try_rules_api_cities__city__cases_routing_dry_run_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inbox
         * @description Return the cases within one's scope, the next due first; those without a deadline last.
         */
        get: operations["inbox_api_cities__city__cases_get"];
        put?: never;
        /**
         * Report
         * @description Report a problem: it becomes a case, in the division that holds its place.
         *
         *     For somebody of the public, such as a caller, a contact may be left, and there is a code by
         *     which they ask again.
         */
        post: operations["report_api_cities__city__cases_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/guess": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Guess
         * @description Return the classes that a text may mean, the likeliest first.
         *
         *     At a place, what has been usual there counts, too; without words it alone.
         */
        get: operations["guess_api_cities__city__cases_guess_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return a case: what is known, by when and why, what may be done and why not, its history.
         */
        get: operations["one_api_cities__city__cases__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Batch
         * @description Report many problems in one journey, such as a department's own cases.
         *
         *     Each is told by itself: its case, or why it was refused. What can become a case is kept in one
         *     transaction before the answer is given; a batch sent again makes nothing twice.
         */
        post: operations["batch_api_cities__city__cases_batch_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/{number}/moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move
         * @description Do an act on a case; who may, and when, is in the workflow's table.
         *
         *     With an idempotency key, the same act sent again is done once, whatever became of the answer.
         */
        post: operations["move_api_cities__city__cases__number__moves_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/cases/{number}/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read
         * @description Read the contact of whoever reported; who read it and why is in the ledger before this.
         */
        post: operations["read_api_cities__city__cases__number__contact_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cities
         * @description Return the cities whose public door is open.
         */
        get: operations["cities_api_public_cities_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Door
         * @description Return what may be reported to a city, and how long a contact is kept.
         */
        get: operations["door_api_public_cities__city__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/divisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Divisions
         * @description Return the divisions of one, to choose from where there is no position; none of a grid.
         */
        get: operations["divisions_api_public_cities__city__divisions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/reports/guess": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Guess
         * @description Return the classes that a text may mean, the likeliest first.
         */
        get: operations["guess_api_public_cities__city__reports_guess_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listings
         * @description Return the public notices of listed supervision, also of cases that were solved since.
         */
        get: operations["listings_api_public_cities__city__listings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/photos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add
         * @description Take in a photo; it waits some hours for the report that names its code and its album.
         */
        post: operations["add_api_public_cities__city__photos_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/reports/nearby": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Nearby
         * @description Return open reports near a place, the nearest first: is it one of these?
         */
        get: operations["nearby_api_public_cities__city__reports_nearby_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave
         * @description Report a problem; the answer holds the code by which its sender asks again, told once.
         */
        post: operations["leave_api_public_cities__city__reports_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/reports/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Status
         * @description Return how a report stands; with its code, the sender's own words too.
         */
        get: operations["status_api_public_cities__city__reports__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/reports/{number}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description Return what became of a report, and when: states in plain words, nobody's name.
         */
        get: operations["history_api_public_cities__city__reports__number__history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/reports/{number}/too": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Second
         * @description Say that one saw the same: a further report of the same case, once for each sender.
         */
        post: operations["second_api_public_cities__city__reports__number__too_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/reports/{number}/satisfaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Satisfaction
         * @description Say, once and after it was closed, how it was solved; the office may open it again.
         */
        post: operations["satisfaction_api_public_cities__city__reports__number__satisfaction_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/reports/{number}/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget
         * @description Erase the contact that was left with a report, now.
         */
        post: operations["forget_api_public_cities__city__reports__number__forget_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/qr.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign
         * @description Return a QR code that leads to the residents' page with this place filled in.
         */
        get: operations["sign_api_cities__city__qr_svg_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/photos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add
         * @description Take in a photo; it waits for the report or act of the same person that names its code.
         *
         *     What a camera wrote beside the picture is dropped, the picture is made smaller and encrypted.
         */
        post: operations["add_api_cities__city__photos_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/photos/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return a photo, to whoever may work on its case; that it was looked at is in the ledger.
         */
        get: operations["one_api_cities__city__photos__code__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/field": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kit
         * @description Return one's tasks, what is usual and open here, and the catalogue.
         */
        get: operations["kit_api_cities__city__field_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/evaluation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * League
         * @description Return the league of a period: figures, changes, ranks; those that lie in one's scope.
         */
        get: operations["league_api_cities__city__evaluation_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/evaluation/appeals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Appeals
         * @description Return the appeals about cases in one's scope, the newest first.
         */
        get: operations["list_appeals_api_cities__city__evaluation_appeals_get"];
        put?: never;
        /**
         * Ask
         * @description Contest that a case counts; for those who handle, or supervise, in the office it is about.
         */
        post: operations["ask_api_cities__city__evaluation_appeals_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/evaluation/appeals/{key}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Decide an appeal; for a supervisor of another office.
         */
        post: operations["decide_api_cities__city__evaluation_appeals__key__decision_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/evaluation/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report
         * @description Return the report of a period of the whole city, as a page, a PDF or a spreadsheet.
         */
        get: operations["report_api_cities__city__evaluation_report_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/evaluation/{indicator}/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Behind
         * @description Return the cases behind a figure, in the order in which they came.
         */
        get: operations["behind_api_cities__city__evaluation__indicator__cases_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/due": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Due
         * @description Return the statutory duties within one's scope that are due, the longest overdue first.
         */
        get: operations["due_api_cities__city__risk_due_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/equipment/{code}/duties/{cycle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Done
         * @description Note that a duty of a piece was done; the answer says when it is next due.
         */
        post: operations["done_api_cities__city__risk_equipment__code__duties__cycle__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/points/{code}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finding
         * @description Report a hazard found at a risk point: it becomes a case, and weighs on the point.
         */
        post: operations["finding_api_cities__city__risk_points__code__findings_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/hazards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hazards
         * @description Return the hazards at risk points within one's scope, the next due first.
         */
        get: operations["hazards_api_cities__city__risk_hazards_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/hazards/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hazards Figures
         * @description Return how many hazards each list has, and how well they are put right.
         */
        get: operations["hazards_figures_api_cities__city__risk_hazards_figures_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/substances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Known
         * @description Return the substances that make major hazard installations, with their thresholds.
         */
        get: operations["known_api_cities__city__risk_substances_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/points/{code}/installation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put
         * @description Say what a risk point holds; as a major hazard installation it is red.
         */
        put: operations["put_api_cities__city__risk_points__code__installation_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Standing
         * @description Return the notices that hold or are to come and reach into one's scope.
         */
        get: operations["standing_api_cities__city__risk_notices_get"];
        put?: never;
        /**
         * Told
         * @description Tell all risk points of an area of a warning, an event, works or an outage.
         */
        post: operations["told_api_cities__city__risk_notices_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/notices/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ended
         * @description End a notice now.
         */
        delete: operations["ended_api_cities__city__risk_notices__key__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/patrols": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Due
         * @description Return the risk points within one's scope to be patrolled, the longest overdue first.
         */
        get: operations["due_api_cities__city__risk_patrols_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/points/{code}/patrols": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Patrolled
         * @description Note that a risk point was patrolled; what was found becomes cases, and weighs on it.
         */
        post: operations["patrolled_api_cities__city__risk_points__code__patrols_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/clauses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Clauses
         * @description Return the major-hazard clauses of a field that a finding may meet, by its words alone.
         */
        get: operations["clauses_api_cities__city__risk_clauses_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/packs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Packs
         * @description Return the starter packs of the ten fields.
         */
        get: operations["list_packs_api_cities__city__risk_packs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/packs/{field}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One Pack
         * @description Return the starter pack of a field.
         */
        get: operations["one_pack_api_cities__city__risk_packs__field__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/packs/{field}/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sheet
         * @description Return a sheet to fill in, as a workbook; the first two kinds can be imported.
         */
        get: operations["sheet_api_cities__city__risk_packs__field__sheet_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/points/{code}/plate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One Plate
         * @description Return the plate of a risk point; its code leads residents to where they report.
         */
        get: operations["one_plate_api_cities__city__risk_points__code__plate_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/plates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Several Plates
         * @description Return the plates of at most 200 points within one's scope, the most dangerous first.
         */
        get: operations["several_plates_api_cities__city__risk_plates_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/reports/{month}.{form}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Month File
         * @description Return the report of a month of the whole city as a table, a page, a PDF or a spreadsheet.
         */
        get: operations["month_file_api_cities__city__risk_reports__month___form__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/reports/{month}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Month Report
         * @description Return the figures of a month of the whole city, by the divisions of a level.
         */
        get: operations["month_report_api_cities__city__risk_reports__month__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/map/packed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * On Map
         * @description Return every risk point within one's scope that has a position, in few bytes for a map.
         *
         *     All numbers are little-endian: `ARP1`, the number of points (u32), the west and the south that
         *     places are counted from and the step in degrees (f64), then a column each of the id less the
         *     one before (u32), steps to the east (u32), steps to the north (u32), and the colours (u8): the
         *     place of the colour now among blue, yellow, orange and red, plus four times that of the colour
         *     without measures.
         */
        get: operations["on_map_api_cities__city__risk_map_packed_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/map/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Names
         * @description Return what points of the map are called; those that are no more are left out.
         */
        get: operations["names_api_cities__city__risk_map_names_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/print": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Printed
         * @description Print the map of what is within one's scope, upright or lying as the city is shaped.
         */
        get: operations["printed_api_cities__city__risk_print_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/what-if": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What If
         * @description Return what fails if assets are down; for whoever sees the whole city.
         */
        get: operations["what_if_api_cities__city__risk_what_if_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Points
         * @description Return the risk points within one's scope, the most dangerous first.
         */
        get: operations["points_api_cities__city__risk_points_get"];
        put?: never;
        /**
         * Register
         * @description Register a risk point, or grade one anew whose code is known.
         */
        post: operations["register_api_cities__city__risk_points_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/points/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Point
         * @description Return a risk point: what is dangerous, the measures, its grades and why, its history.
         */
        get: operations["point_api_cities__city__risk_points__code__get"];
        put?: never;
        post?: never;
        /**
         * Retire
         * @description Take a risk point off the register; its history stays.
         */
        delete: operations["retire_api_cities__city__risk_points__code__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * On Map
         * @description Return every risk point within one's scope that has a position, as columns.
         */
        get: operations["on_map_api_cities__city__risk_map_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Of Areas
         * @description Return the risk of the divisions of a level within one's scope, without measures and now.
         */
        get: operations["of_areas_api_cities__city__risk_areas_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/cells": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Of Cells
         * @description Return the risk of the cells that hold a point within one's scope.
         */
        get: operations["of_cells_api_cities__city__risk_cells_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/risk/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description Return how many points within one's scope were of each colour, at the end of each day.
         */
        get: operations["history_api_cities__city__risk_history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/desk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * About
         * @description Return what the desk's acts may be given: steps of the ladder, causes, one's own posts.
         */
        get: operations["about_api_cities__city__watch_alarms_desk_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rules
         * @description Return what was decided of each rule that is on: priority, consequence, response, time.
         */
        get: operations["rules_api_cities__city__watch_alarms_rules_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Groups
         * @description Return the groups and storms within one's scope that aren't over, the newest first.
         */
        get: operations["groups_api_cities__city__watch_alarms_groups_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/groups/{number}/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act On Group
         * @description Do an act to every open alarm of a group within one's scope for which it is possible.
         */
        post: operations["act_on_group_api_cities__city__watch_alarms_groups__number__acts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/silences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description Return the silences and maintenance windows that hold or are to come.
         */
        get: operations["listed_api_cities__city__watch_alarms_silences_get"];
        put?: never;
        /**
         * Silence
         * @description Let alarms be quiet for a time, with a reason; each stays at the desk.
         */
        post: operations["silence_api_cities__city__watch_alarms_silences_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/silences/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End
         * @description End a silence before its time; what still stands is told.
         */
        delete: operations["end_api_cities__city__watch_alarms_silences__number__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/wardens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Wardens
         * @description Return who is told of alarms, by number.
         */
        get: operations["wardens_api_cities__city__watch_alarms_wardens_get"];
        put?: never;
        /**
         * Name
         * @description Say who is told of alarms of an object or a division.
         */
        post: operations["name_api_cities__city__watch_alarms_wardens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/wardens/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take Away
         * @description Let somebody be told of alarms no more.
         */
        delete: operations["take_away_api_cities__city__watch_alarms_wardens__number__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live
         * @description Tell what changes among the open alarms within one's scope, until one signs out.
         *
         *     `begin` says from which entry on it is told; `alarms` which have `changed` (as in the list) and
         *     which are `gone`; `reset` that the list is to be read anew; `end` that one isn't let in now.
         */
        get: operations["live_api_cities__city__watch_alarms_live_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Desk
         * @description Return the open alarms within one's scope, the most urgent first.
         */
        get: operations["desk_api_cities__city__watch_alarms_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/packed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Packed
         * @description Return all open alarms within one's scope as columns.
         */
        get: operations["packed_api_cities__city__watch_alarms_packed_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/closed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Closed
         * @description Return the alarms within one's scope that are closed, the last first.
         */
        get: operations["closed_api_cities__city__watch_alarms_closed_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures Of
         * @description Return how well the alarms themselves do: how many, how long, how often false.
         */
        get: operations["figures_of_api_cities__city__watch_alarms_figures_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/of": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Of Object
         * @description Return the alarms of an object that were open at some time between two moments.
         */
        get: operations["of_object_api_cities__city__watch_alarms_of_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/at": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Standing
         * @description Return the alarms whose condition stood at a moment, for a map that is played back.
         */
        get: operations["standing_api_cities__city__watch_alarms_at_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return an alarm: why it is there, what may be done, what was done, and who was told.
         */
        get: operations["one_api_cities__city__watch_alarms__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/alarms/{number}/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act
         * @description Do an act to an alarm, in one's own post for its place.
         */
        post: operations["act_api_cities__city__watch_alarms__number__acts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/crowds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Now
         * @description Return the counting areas within one's scope, and how full they are.
         *
         *     Counts under ten are told to nobody outside the control room, nor what would give them away.
         */
        get: operations["now_api_cities__city__watch_crowds_get"];
        put?: never;
        /**
         * Counted
         * @description Take what counting sensors tell; answer when it is on disk, each counted once.
         *
         *     Each figure is a reading of the area's datastream of its kind: who may send that, may send this.
         */
        post: operations["counted_api_cities__city__watch_crowds_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/crowds/{area}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description Return an area over time, at most a month of it, step by step.
         */
        get: operations["history_api_cities__city__watch_crowds__area__history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Devices
         * @description Return a page of the devices within one's scope, and how many there are of what.
         *
         *     Retired devices are left out unless their state is asked for.
         */
        get: operations["devices_api_cities__city__watch_fleet_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * On Map
         * @description Return how many of the devices that are asked for lie in each cell of H3 of a box.
         */
        get: operations["on_map_api_cities__city__watch_fleet_map_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rates Now
         * @description Return how much of the fleet within one's scope answers now, with what each rate means.
         */
        get: operations["rates_now_api_cities__city__watch_fleet_rates_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/rates/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rates By Day
         * @description Return the rates of days within one's scope; days are counted by districts and departments.
         *
         *     At most a year of them.
         */
        get: operations["rates_by_day_api_cities__city__watch_fleet_rates_days_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/firmware": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Firmware
         * @description Return which versions of firmware the devices within one's scope run.
         */
        get: operations["firmware_api_cities__city__watch_fleet_firmware_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/devices/{device}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return all that is known of a device.
         */
        get: operations["one_api_cities__city__watch_fleet_devices__device__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Taken
         * @description Take devices in: new ones are added, changed ones changed; the same again changes nothing.
         *
         *     What is wrong is refused row by row, and the rest is taken.
         */
        post: operations["taken_api_cities__city__watch_fleet_devices_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answered
         * @description Note that devices answered; a moment in the future is taken for now.
         *
         *     Heartbeats are not in the ledger; what a silence makes of a device is.
         */
        post: operations["answered_api_cities__city__watch_fleet_seen_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/devices/{device}/looks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look
         * @description Answer where a camera's stream is shown by the city's video platform.
         *
         *     Who looks at which camera, when, why and for how long stands in the ledger. Anlan itself shows
         *     and keeps no video.
         */
        post: operations["look_api_cities__city__watch_fleet_devices__device__looks_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/looks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Looks
         * @description Return who looked at which stream, when, why and for how long, the latest first.
         */
        get: operations["looks_api_cities__city__watch_fleet_looks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/outages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Outages
         * @description Return the planned outages that last or are to come.
         */
        get: operations["outages_api_cities__city__watch_fleet_outages_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/outages/{outage}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Plan
         * @description Plan an outage: the devices of a part of the fleet count for no rate while it lasts.
         */
        put: operations["plan_api_cities__city__watch_fleet_outages__outage__put"];
        post?: never;
        /**
         * Call Off
         * @description Take a planned outage back.
         */
        delete: operations["call_off_api_cities__city__watch_fleet_outages__outage__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/devices/{device}/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Repair
         * @description Note that a device is in repair, or no longer; then its own words say how it is.
         */
        put: operations["repair_api_cities__city__watch_fleet_devices__device__repair_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/fleet/devices/{device}/frames": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Frame
         * @description Measure the quality of a camera's still frame, and drop it.
         *
         *     Nothing in it is recognised: what is kept are numbers from which no picture can be made.
         */
        post: operations["frame_api_cities__city__watch_fleet_devices__device__frames_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/views/{view}/frames": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Frame
         * @description Let a model of the city's own look at a camera's still frame, and drop the frame.
         *
         *     The scores become readings of the camera's datastreams of the kinds `view_smoke`, `view_flame`
         *     and `view_water`; the rules say how many of the last frames must show something. A model that
         *     tells of anything else is refused: never persons, faces or plates.
         */
        post: operations["frame_api_cities__city__watch_views__view__frames_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rules
         * @description Return the city's rules.
         */
        get: operations["rules_api_cities__city__watch_rules_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/rules/{rule}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return a rule; its ETag goes into If-Match when it is switched.
         */
        get: operations["one_api_cities__city__watch_rules__rule__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/rules/{rule}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Certificate
         * @description Return the certificate a rule is on by, else the newest that covers it.
         */
        get: operations["certificate_api_cities__city__watch_rules__rule__certificate_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/rules/{rule}/on": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * On
         * @description Switch a rule on by the newest certificate that covers it; another version goes off.
         */
        post: operations["on_api_cities__city__watch_rules__rule__on_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/rules/{rule}/off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Off
         * @description Switch a rule off; its alarms whose condition stands are cleared.
         */
        post: operations["off_api_cities__city__watch_rules__rule__off_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/engine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Engine
         * @description Return how the engine is that evaluates the city's readings.
         */
        get: operations["engine_api_cities__city__watch_engine_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/readings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take
         * @description Take readings in; answer when those that are taken are on disk, each counted once.
         *
         *     A sender may send what is registered as its own. What is refused is told row by row; the rest
         *     is taken. After 503, or no answer, send the same again.
         */
        post: operations["take_api_cities__city__watch_readings_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Streams
         * @description Return the datastreams in use within one's scope.
         */
        get: operations["streams_api_cities__city__watch_streams_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What Was Refused
         * @description Return what was refused of what was sent, the latest first; it has no place of its own.
         */
        get: operations["what_was_refused_api_cities__city__watch_refused_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/object": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return an object: its datastreams, and the limits that the rules that are on hold them to.
         */
        get: operations["one_api_cities__city__watch_object_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Over Time
         * @description Return what some datastreams read over a time.
         *
         *     Where that is more than `points`, each step tells the mean, the least and the most, so that no
         *     peak is lost.
         */
        get: operations["over_time_api_cities__city__watch_series_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What Is Measured
         * @description Return which kinds of sensors there are within one's scope.
         */
        get: operations["what_is_measured_api_cities__city__watch_kinds_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/spots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Spots
         * @description Return where the datastreams of a kind are.
         */
        get: operations["spots_api_cities__city__watch_spots_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/watch/spots/readings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readings
         * @description Return what the datastreams of a kind read at a moment, with the colours of their limits.
         */
        get: operations["readings_api_cities__city__watch_spots_readings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description Return who is told.
         */
        get: operations["listed_api_cities__city__alerts_channels_get"];
        put?: never;
        /**
         * Add
         * @description Add somebody to be told; the secret is in the answer and never shown again.
         */
        post: operations["add_api_cities__city__alerts_channels_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/channels/{channel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Retire
         * @description Tell a channel nothing more; what it was told stays known.
         */
        delete: operations["retire_api_cities__city__alerts_channels__channel__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/means": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Means
         * @description Return what a composer chooses from: templates, colours, statuses.
         */
        get: operations["means_api_cities__city__alerts_means_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/area": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look
         * @description Return an area as it is understood: divisions, residents inside, what is in force there.
         */
        post: operations["look_api_cities__city__alerts_area_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/from-alarm/{alarm}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * From Alarm
         * @description Return the form that an open alarm proposes; nothing is composed yet.
         */
        get: operations["from_alarm_api_cities__city__alerts_from_alarm__alarm__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description Return what is being composed in one's scope, the newest first.
         */
        get: operations["listed_api_cities__city__alerts_drafts_get"];
        put?: never;
        /**
         * Compose
         * @description Compose a message: saved with whatever is wrong with it; offered only if nothing is.
         */
        post: operations["compose_api_cities__city__alerts_drafts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/drafts/{draft}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return a draft.
         */
        get: operations["one_api_cities__city__alerts_drafts__draft__get"];
        /**
         * Edit
         * @description Change a draft; whoever does can't approve it any more.
         */
        put: operations["edit_api_cities__city__alerts_drafts__draft__put"];
        post?: never;
        /**
         * Discard
         * @description Throw a draft away.
         */
        delete: operations["discard_api_cities__city__alerts_drafts__draft__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/drafts/{draft}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Preview
         * @description Return what people would see and hear, who is inside, and all that is wrong.
         */
        get: operations["preview_api_cities__city__alerts_drafts__draft__preview_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/drafts/{draft}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve
         * @description Approve the very message that was looked at, and publish it; never one's own.
         */
        post: operations["approve_api_cities__city__alerts_drafts__draft__approve_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/inbound/feeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Feeds
         * @description Return the feeds that the city follows, and what is wrong with each.
         */
        get: operations["feeds_api_cities__city__alerts_inbound_feeds_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/inbound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description Return what other authorities told, the newest first.
         */
        get: operations["listed_api_cities__city__alerts_inbound_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listed
         * @description Return messages, the newest first.
         */
        get: operations["listed_api_cities__city__alerts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Standing
         * @description Return all that is in force, with its shape and the residents inside.
         */
        get: operations["standing_api_cities__city__alerts_standing_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return all messages of an event: who gave them, what each changed, how many have it.
         */
        get: operations["one_api_cities__city__alerts__number__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/{number}/messages/{seq}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Receipts
         * @description Return who got a message when, and who didn't yet.
         */
        get: operations["receipts_api_cities__city__alerts__number__messages__seq__receipts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/alerts/{number}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel
         * @description Take an alert back, at once and alone: what is wrong must go fast.
         */
        post: operations["cancel_api_cities__city__alerts__number__cancel_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Here
         * @description Return the actual alerts in force at a place, in a division, or (without either) everywhere.
         *
         *     Asked without a place, each comes with its shape, so that a page can find out by itself what
         *     concerns whoever reads it, and the place never leaves the phone.
         */
        get: operations["here_api_public_cities__city__alerts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/alerts/feeds/{status}.{language}.atom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Feed
         * @description Return the Atom feed of a status, with the signed messages inside.
         */
        get: operations["feed_api_public_cities__city__alerts_feeds__status___language__atom_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/alerts/certificates.pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Certificate
         * @description Return the certificates by which the city's messages are verified.
         */
        get: operations["certificate_api_public_cities__city__alerts_certificates_pem_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/alerts/{identifier}.cn.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Chinese
         * @description Return a message in the dialect of China's early-warning system.
         */
        get: operations["chinese_api_public_cities__city__alerts__identifier__cn_xml_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/public/cities/{city}/alerts/{identifier}.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Document
         * @description Return a message as it was signed; it never changes.
         */
        get: operations["document_api_public_cities__city__alerts__identifier__xml_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/sta/v1.1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Root
         * @description Return the sets of entities, and to what of the standard this keeps.
         */
        get: operations["root_api_cities__city__sta_v1_1_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/sta/v1.1/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get
         * @description Return a set of entities, one of them, a property of one, or that property's bare value.
         */
        get: operations["get_api_cities__city__sta_v1_1__path__get"];
        /**
         * Put
         * @description Let an entity be as it is sent.
         */
        put: operations["put_api_cities__city__sta_v1_1__path__put"];
        /**
         * Post
         * @description Make an entity, with those that are sent within it.
         */
        post: operations["post_api_cities__city__sta_v1_1__path__post"];
        /**
         * Delete
         * @description Take an entity out of use; what was measured stays until its time is over.
         */
        delete: operations["delete_api_cities__city__sta_v1_1__path__delete"];
        options?: never;
        head?: never;
        /**
         * Patch
         * @description Alter what is told of an entity.
         */
        patch: operations["patch_api_cities__city__sta_v1_1__path__patch"];
        trace?: never;
    };
    "/api/cities/{city}/sta/v1.1/$batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Batch
         * @description Do several requests, one after the other, and answer each.
         */
        post: operations["batch_api_cities__city__sta_v1_1__batch_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/sta/v1.1/CreateObservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Observations
         * @description Take observations in as data arrays; answer when they are on disk, each by its address.
         */
        post: operations["create_observations_api_cities__city__sta_v1_1_CreateObservations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/ogc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Landing
         * @description Return the landing page: what there is and where.
         */
        get: operations["landing_api_cities__city__open_ogc_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/ogc/api": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Api
         * @description Return the description of this service in OpenAPI 3.0, with the asker's collections.
         */
        get: operations["api_api_cities__city__open_ogc_api_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/ogc/conformance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Conformance
         * @description Return the conformance classes that are met.
         */
        get: operations["conformance_api_cities__city__open_ogc_conformance_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/ogc/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Collections
         * @description Return the collections of which something is in the asker's scope.
         */
        get: operations["collections_api_cities__city__open_ogc_collections_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/ogc/collections/{collection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Collection
         * @description Return what a collection holds, where and when, and in which systems it can be had.
         */
        get: operations["collection_api_cities__city__open_ogc_collections__collection__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/ogc/collections/{collection}/queryables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Queryables
         * @description Return the properties that can be asked for by value, as a JSON Schema.
         */
        get: operations["queryables_api_cities__city__open_ogc_collections__collection__queryables_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/ogc/collections/{collection}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Items
         * @description Return a page of a collection's features; the link `next` leads to the following one.
         */
        get: operations["items_api_cities__city__open_ogc_collections__collection__items_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/ogc/collections/{collection}/items/{feature}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Item
         * @description Return one feature.
         */
        get: operations["item_api_cities__city__open_ogc_collections__collection__items__feature__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/sources/{source}/records.parquet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Parquet
         * @description Return the current records as Parquet.
         */
        get: operations["parquet_api_cities__city__open_sources__source__records_parquet_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/sources/{source}/records.arrow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Arrow
         * @description Return the current records as a stream of Arrow record batches.
         */
        get: operations["arrow_api_cities__city__open_sources__source__records_arrow_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/sources/{source}/records.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Csv
         * @description Return the current records as CSV; no cell of it can be run as a formula.
         */
        get: operations["csv_api_cities__city__open_sources__source__records_csv_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/sources/{source}/contract.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contract
         * @description Return the source's contract in the Open Data Contract Standard.
         */
        get: operations["contract_api_cities__city__open_sources__source__contract_yaml_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/sources/{source}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description Return the changes behind a cursor; without one, from the very first record on.
         */
        get: operations["page_api_cities__city__open_sources__source__changes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/sources/{source}/changes.jsonl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lines
         * @description Return the same as JSON lines; the header Link leads on (``next``, or ``later``).
         */
        get: operations["lines_api_cities__city__open_sources__source__changes_jsonl_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/open/catalogue.jsonld": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Catalogue
         * @description Return the catalogue of the sources the asker may read (DCAT 3, JSON-LD).
         */
        get: operations["catalogue_api_cities__city__open_catalogue_jsonld_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/sources/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return what a source promises and what it did.
         */
        get: operations["one_api_cities__city__sources__source__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/personal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Held
         * @description Return which personal columns of the asker's departments are held, and how.
         */
        get: operations["held_api_cities__city__personal_get"];
        put?: never;
        /**
         * Read
         * @description Read one value; that it was read, by whom and why is in the ledger before the answer.
         */
        post: operations["read_api_cities__city__personal_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show
         * @description Return who is signed in.
         */
        get: operations["show_api_session_get"];
        put?: never;
        /**
         * Sign In
         * @description Sign in; the answer says what is still to be done.
         */
        post: operations["sign_in_api_session_post"];
        /**
         * Sign Out
         * @description Sign out.
         */
        delete: operations["sign_out_api_session_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/second": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Second Factor
         * @description Go on with the second factor.
         */
        post: operations["second_factor_api_session_second_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Password
         * @description Choose a new password; other sessions of the account end.
         */
        post: operations["password_api_session_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/oidc/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Begin
         * @description Go to the provider to sign in there.
         */
        get: operations["begin_api_session_oidc__provider__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session/oidc/{provider}/back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Back
         * @description Come back from the provider; what it says stands in the query, and is checked.
         */
        get: operations["back_api_session_oidc__provider__back_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Confirm Factor
         * @description Set the second factor; the answer holds the recovery codes, shown this once.
         */
        put: operations["confirm_factor_api_me_second_factor_put"];
        /**
         * Begin Factor
         * @description Propose a second factor; it isn't set before it is confirmed.
         */
        post: operations["begin_factor_api_me_second_factor_post"];
        /**
         * Remove Factor
         * @description Remove the second factor; it takes the password.
         */
        delete: operations["remove_factor_api_me_second_factor_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My Tokens
         * @description Return one's tokens, without their secrets.
         */
        get: operations["my_tokens_api_me_tokens_get"];
        put?: never;
        /**
         * Make Token
         * @description Make a token; its secret is in the answer and never shown again.
         */
        post: operations["make_token_api_me_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Token
         * @description Revoke a token of one's own.
         */
        delete: operations["revoke_token_api_me_tokens__token__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My Sessions
         * @description Return where one is signed in.
         */
        get: operations["my_sessions_api_me_sessions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End Session
         * @description End one of one's own sessions.
         */
        delete: operations["end_session_api_me_sessions__session__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description Return the accounts that the asker may see, by number.
         */
        get: operations["page_api_accounts_get"];
        put?: never;
        /**
         * Add
         * @description Add an account without any role; the answer holds its one-time password.
         */
        post: operations["add_api_accounts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return one account; its ETag goes into If-Match of a change.
         */
        get: operations["one_api_accounts__account__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Alter
         * @description Change an account: another name, closed, or open again.
         */
        patch: operations["alter_api_accounts__account__patch"];
        trace?: never;
    };
    "/api/accounts/{account}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset
         * @description Set a one-time password, unlock the account and end its sessions.
         */
        post: operations["reset_api_accounts__account__reset_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{account}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give
         * @description Give a role; the answer is the account as it is then.
         */
        post: operations["give_api_accounts__account__grants_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{account}/grants/{grant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take
         * @description Take a role away; it counts from the next request on.
         */
        delete: operations["take_api_accounts__account__grants__grant__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Roles
         * @description Return the roles there are, by city, with what each allows in words.
         */
        get: operations["roles_api_roles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why
         * @description Return whether one may do something somewhere, step by step in words.
         */
        get: operations["why_api_why_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description Return entries that the asker may see, the newest first.
         */
        get: operations["page_api_ledger_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ledger/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ledger State
         * @description Return how far the ledger goes, and the last head that was kept in the home's file.
         */
        get: operations["ledger_state_api_ledger_state_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Page
         * @description Return the jobs of cities whose jobs the asker may see, the newest first.
         */
        get: operations["page_api_jobs_get"];
        put?: never;
        /**
         * Ask
         * @description Ask for a job; what is wrong with it is told now, not when it is done.
         */
        post: operations["ask_api_jobs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Job Kinds
         * @description Return the kinds of jobs there are, and what each takes.
         */
        get: operations["job_kinds_api_jobs_kinds_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return one job.
         */
        get: operations["one_api_jobs__job__get"];
        put?: never;
        post?: never;
        /**
         * Cancel
         * @description Call a job off; one that is being done is left at its next step.
         */
        delete: operations["cancel_api_jobs__job__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/outbox/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Endpoints
         * @description Return everybody who is told.
         */
        get: operations["endpoints_api_outbox_endpoints_get"];
        put?: never;
        /**
         * Add
         * @description Add somebody to be told; a webhook's secret is in the answer and never shown again.
         */
        post: operations["add_api_outbox_endpoints_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/outbox/endpoints/{endpoint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One
         * @description Return one endpoint; its ETag goes into If-Match of a change.
         */
        get: operations["one_api_outbox_endpoints__endpoint__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Alter
         * @description Let an endpoint rest, or tell it of other topics.
         */
        patch: operations["alter_api_outbox_endpoints__endpoint__patch"];
        trace?: never;
    };
    "/api/outbox/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries
         * @description Return deliveries of one state, the oldest first.
         */
        get: operations["deliveries_api_outbox_deliveries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/outbox/deliveries/{delivery}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay
         * @description Let a delivery that was given up be tried again; asked twice, it is tried once.
         */
        post: operations["replay_api_outbox_deliveries__delivery__replay_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alive
         * @description Return that the process answers; it says nothing of what it needs.
         */
        get: operations["alive_health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ready
         * @description Return whether the server can do its work: 503 with what is missing, if not.
         */
        get: operations["ready_ready_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * System
         * @description Return how the system is.
         */
        get: operations["system_api_system_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics
         * @description Return the metrics as Prometheus reads them.
         */
        get: operations["metrics_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Account
         * @description An account.
         */
        Account: {
            /** Id */
            id: number;
            /** Login */
            login: string;
            /** Name */
            name: string;
            /** Active */
            active: boolean;
            /** Locked Until */
            locked_until: string | null;
            /** One Time Password */
            one_time_password: boolean;
            /** Second Factor */
            second_factor: boolean;
            /** Single Sign On */
            single_sign_on: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Version */
            version: number;
            /**
             * Yours
             * @description Whether the asker may change it.
             */
            yours: boolean;
            /** Grants */
            grants: components["schemas"]["Grant"][];
        };
        /**
         * Accounts
         * @description A page of accounts.
         */
        Accounts: {
            /** Items */
            items: components["schemas"]["Account"][];
            /** Next */
            next: string | null;
        };
        /**
         * AddChannel
         * @description Somebody to be told of alerts of one status.
         */
        AddChannel: {
            /**
             * Name
             * @example river authority
             */
            name: string;
            /**
             * Kind
             * @description ``sms`` is a number that the gateway of short messages knows; ``mqtt`` a broker that keeps the signed message for whoever listens.
             * @example webhook
             * @enum {string}
             */
            kind: "webhook" | "email" | "sms" | "mqtt";
            /**
             * Status
             * @description Of which alerts it hears; never of any other.
             * @example Exercise
             * @enum {string}
             */
            status: "Actual" | "Exercise" | "Test";
            /**
             * Address
             * @example https://example.org/alerts
             */
            address: string;
            /**
             * Language
             * @default zh
             * @enum {string}
             */
            language: "en" | "zh";
            /**
             * Division
             * @description Only of this part; of all if empty.
             * @default
             */
            division: string;
            /**
             * Login
             * @description Of ``mqtt``: ``name:secret``, sealed and never shown.
             * @default
             */
            login: string;
            /**
             * Ca
             * @description Of ``mqtt``: the certificates (PEM) that the broker's is signed by; those of the system if empty.
             * @default
             */
            ca: string;
        };
        /**
         * Again
         * @description A source whose rows shall be checked again, as after a change of its contract.
         */
        Again: {
            /**
             * Source
             * @example hotline
             */
            source: string;
            /**
             * Why
             * @example The licence office gave the right code
             */
            why: string;
        };
        /**
         * AlarmActed
         * @description An alarm after an act.
         */
        AlarmActed: {
            /** Number */
            number: number;
            /**
             * State
             * @enum {string}
             */
            state: "new" | "acknowledged" | "owned" | "shelved" | "closed";
            /** Version */
            version: number;
        };
        /**
         * AlarmDetail
         * @description An alarm: why, what may be done, what was done, who was told.
         */
        AlarmDetail: {
            /** Number */
            number: number;
            /**
             * Version
             * @description For `If-Match`, as `"v3"`.
             */
            version: number;
            rule: components["schemas"]["Named"];
            /** Object */
            object: string;
            /**
             * Name
             * @description What people call the object.
             */
            name: string;
            /** Kind */
            kind: string;
            /** Floor */
            floor: string;
            /**
             * Priority
             * @enum {string}
             */
            priority: "low" | "medium" | "high" | "critical";
            /**
             * Colour
             * @enum {string}
             */
            colour: "blue" | "yellow" | "orange" | "red";
            /**
             * State
             * @enum {string}
             */
            state: "new" | "acknowledged" | "owned" | "shelved" | "closed";
            /**
             * Standing
             * @description Whether its condition still stands.
             */
            standing: boolean;
            /**
             * Quiet
             * @description Why nobody is told of it for now; empty where somebody is.
             */
            quiet: string;
            /**
             * Raised At
             * Format: date-time
             */
            raised_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /**
             * Respond By
             * Format: date-time
             */
            respond_by: string;
            /**
             * Next At
             * @description When it climbs the ladder's next step.
             */
            next_at: string | null;
            /** Shelved Until */
            shelved_until: string | null;
            /**
             * Step
             * @description Of the ladder; 0 is the first.
             */
            step: number;
            /** Flaps */
            flaps: number;
            /**
             * Owner
             * @description The post that has taken it on; empty for none.
             */
            owner: string;
            /** Value */
            value: number | null;
            /** Limit */
            limit: number | null;
            /**
             * Division
             * @description The path of its division.
             */
            division: string;
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** Group */
            group: number | null;
            /**
             * Case
             * @description The number of the case it opened; empty for none.
             */
            case: string;
            /** Rule Version */
            rule_version: number;
            /** Area */
            area: string;
            /** Asset Id */
            asset_id: string | null;
            /** Stream */
            stream: number | null;
            /** Since At */
            since_at: string | null;
            /**
             * Known At
             * Format: date-time
             */
            known_at: string;
            /** Cleared At */
            cleared_at: string | null;
            /** Acknowledged At */
            acknowledged_at: string | null;
            /** Owned At */
            owned_at: string | null;
            /** Closed At */
            closed_at: string | null;
            /** Reason */
            reason: ("true" | "false" | "test") | null;
            /** Cause */
            cause: string;
            /** Inhibited By */
            inhibited_by: number | null;
            /** Silence */
            silence: number | null;
            /**
             * Why
             * @description Why it is there, and why it is quiet, in sentences.
             */
            why: string[];
            /**
             * Post
             * @description In which post one acts on it; empty where one may not.
             */
            post: string;
            /** Acts */
            acts: ("acknowledge" | "own" | "escalate" | "de_escalate" | "shelve" | "unshelve" | "close" | "note")[];
            /** Moves */
            moves: components["schemas"]["MoveTold"][];
            /** Receipts */
            receipts: components["schemas"]["ReceiptTold"][];
        };
        /**
         * AlarmFigure
         * @description A measure of the alarms themselves.
         */
        AlarmFigure: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /**
             * Value
             * @description None where nothing was to be measured.
             */
            value: number | null;
            /** Unit */
            unit: string;
            /** Formula */
            formula: string;
            /** Aim */
            aim: string;
        };
        /**
         * AlarmLine
         * @description An alarm in a list.
         */
        AlarmLine: {
            /** Number */
            number: number;
            /**
             * Version
             * @description For `If-Match`, as `"v3"`.
             */
            version: number;
            rule: components["schemas"]["Named"];
            /** Object */
            object: string;
            /**
             * Name
             * @description What people call the object.
             */
            name: string;
            /** Kind */
            kind: string;
            /** Floor */
            floor: string;
            /**
             * Priority
             * @enum {string}
             */
            priority: "low" | "medium" | "high" | "critical";
            /**
             * Colour
             * @enum {string}
             */
            colour: "blue" | "yellow" | "orange" | "red";
            /**
             * State
             * @enum {string}
             */
            state: "new" | "acknowledged" | "owned" | "shelved" | "closed";
            /**
             * Standing
             * @description Whether its condition still stands.
             */
            standing: boolean;
            /**
             * Quiet
             * @description Why nobody is told of it for now; empty where somebody is.
             */
            quiet: string;
            /**
             * Raised At
             * Format: date-time
             */
            raised_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /**
             * Respond By
             * Format: date-time
             */
            respond_by: string;
            /**
             * Next At
             * @description When it climbs the ladder's next step.
             */
            next_at: string | null;
            /** Shelved Until */
            shelved_until: string | null;
            /**
             * Step
             * @description Of the ladder; 0 is the first.
             */
            step: number;
            /** Flaps */
            flaps: number;
            /**
             * Owner
             * @description The post that has taken it on; empty for none.
             */
            owner: string;
            /** Value */
            value: number | null;
            /** Limit */
            limit: number | null;
            /**
             * Division
             * @description The path of its division.
             */
            division: string;
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** Group */
            group: number | null;
            /**
             * Case
             * @description The number of the case it opened; empty for none.
             */
            case: string;
        };
        /**
         * AlarmLines
         * @description A page of the open alarms, the most urgent first: by priority, colour, then the newest.
         */
        AlarmLines: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /**
             * Seq
             * @description For `Last-Event-ID`: what comes after it is told live.
             */
            seq: number;
            /**
             * Total
             * @description How many there are on all pages.
             */
            total: number;
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["AlarmLine"][];
        };
        /**
         * AlarmSpots
         * @description The alarms whose condition stood at a moment, as columns; the newest first.
         */
        AlarmSpots: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Number */
            number: number[];
            /** Name */
            name: string[];
            /**
             * Colour
             * @description 0 blue, 1 yellow, 2 orange, 3 red.
             */
            colour: number[];
            /** Lon */
            lon: number[];
            /** Lat */
            lat: number[];
        };
        /**
         * AlertChannelTold
         * @description Somebody who is told; the secret is never shown again.
         */
        AlertChannelTold: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "webhook" | "email" | "sms" | "mqtt";
            /**
             * Status
             * @enum {string}
             */
            status: "Actual" | "Exercise" | "Test";
            /** Address */
            address: string;
            /**
             * Language
             * @enum {string}
             */
            language: "en" | "zh";
            /** Division */
            division: string;
        };
        /**
         * AlertReason
         * @description Why an alert is taken back; people are told it.
         */
        AlertReason: {
            /** Reason */
            reason: string;
        };
        /**
         * AlertReceiptTold
         * @description What became of a message at a channel.
         */
        AlertReceiptTold: {
            /** Channel */
            channel: string;
            /** Kind */
            kind: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "delivered" | "dead";
            /** Attempts */
            attempts: number;
            /** At */
            at: string | null;
            /** Error */
            error: string;
        };
        /**
         * Alive
         * @description The process answers.
         */
        Alive: {
            /**
             * Alive
             * @default true
             * @constant
             */
            alive: true;
        };
        /**
         * Alter
         * @description What to change of an account.
         */
        Alter: {
            /** Name */
            name?: string | null;
            /**
             * Active
             * @example false
             */
            active?: boolean | null;
            tie?: components["schemas"]["Tie"] | null;
        };
        /**
         * AlterEndpoint
         * @description What to change: let it rest (``active``), or tell it of other topics.
         */
        AlterEndpoint: {
            /**
             * Active
             * @example false
             */
            active?: boolean | null;
            /**
             * Topics
             * @example [
             *       "batch.closed"
             *     ]
             */
            topics?: string[] | null;
        };
        /**
         * AppealTold
         * @description An appeal and what became of it.
         */
        AppealTold: {
            /** Id */
            id: number;
            /** Number */
            number: string;
            /** @description None: for all indicators. */
            indicator: components["schemas"]["Named"] | null;
            department: components["schemas"]["Named"] | null;
            /** Place */
            place: string[];
            /** Reason */
            reason: string;
            /** Asked By */
            asked_by: string;
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** State */
            state: string;
            /** Effect */
            effect: string;
            to_department: components["schemas"]["Named"] | null;
            /** Answer */
            answer: string;
            /** Decided By */
            decided_by: string | null;
            /** Decided At */
            decided_at: string | null;
            /** Version */
            version: number;
        };
        /**
         * AppealsTold
         * @description A page of appeals, the newest first.
         */
        AppealsTold: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["AppealTold"][];
        };
        /**
         * Approval
         * @description The digest of the message that was looked at: only that is published.
         */
        Approval: {
            /** Digest */
            digest: string;
        };
        /**
         * Area
         * @description A part of a city: a division's path and a department, empty for all.
         */
        Area: {
            /** Division */
            division: string;
            /** Department */
            department: string;
        };
        /**
         * AreaForm
         * @description Where: the union of divisions by their codes, drawings, circles and sectors.
         *
         *     A drawing is a ring of longitude and latitude; it is closed where it isn't. ``names`` are what
         *     people call it, by language; the divisions' names, or those it touches, unless given.
         */
        AreaForm: {
            /**
             * Divisions
             * @default []
             */
            divisions: string[];
            /**
             * Drawings
             * @default []
             */
            drawings: [
                number,
                number
            ][][];
            /**
             * Circles
             * @default []
             */
            circles: components["schemas"]["Circle"][];
            /**
             * Sectors
             * @default []
             */
            sectors: components["schemas"]["Sector"][];
            /**
             * Names
             * @default {}
             */
            names: {
                [key: string]: string;
            };
        };
        /**
         * AreaRisk
         * @description The risk of a division.
         */
        AreaRisk: {
            /**
             * Points
             * @description How many are of each colour at the moment.
             */
            points: {
                [key: string]: number;
            };
            /**
             * Inherent Points
             * @description How many without their measures.
             */
            inherent_points: {
                [key: string]: number;
            };
            /**
             * Worst
             * @description The worst colour among its points.
             */
            worst: ("red" | "orange" | "yellow" | "blue") | null;
            /**
             * Index
             * @description Danger on each square kilometre.
             */
            index: number;
            /**
             * Colour
             * @description That of the index.
             * @enum {string}
             */
            colour: "blue" | "yellow" | "orange" | "red";
            /** Inherent Worst */
            inherent_worst: ("red" | "orange" | "yellow" | "blue") | null;
            /** Inherent Index */
            inherent_index: number;
            /**
             * Inherent Colour
             * @enum {string}
             */
            inherent_colour: "blue" | "yellow" | "orange" | "red";
            /**
             * Km2
             * @description Its size in square kilometres.
             */
            km2: number;
            /**
             * People
             * @description How many people are there at the hour; 0 where not counted.
             */
            people: number;
            /**
             * Vulnerable
             * @description The share of premises where people can't well help themselves.
             */
            vulnerable: number;
            /** Code */
            code: string;
            /** Name */
            name: string;
        };
        /**
         * AreaRisks
         * @description The risk of all divisions of a level within one's scope, the most dangerous first.
         */
        AreaRisks: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Hour */
            hour: number;
            /** Level */
            level: string;
            /** Formula */
            formula: string;
            /** Areas */
            areas: components["schemas"]["AreaRisk"][];
        };
        /**
         * AreaTold
         * @description An area as it was understood.
         */
        AreaTold: {
            /** Names */
            names: {
                [key: string]: string;
            };
            /** Division */
            division: string;
            /** Places */
            places: string[];
            /** Km2 */
            km2: number;
            residents: components["schemas"]["ResidentsTold"];
            /** There */
            there: components["schemas"]["ThereTold"][];
            /**
             * Map
             * @description GeoJSON.
             */
            map: {
                [key: string]: unknown;
            };
        };
        /**
         * AskedArea
         * @description An area to look at before anything is composed.
         */
        AskedArea: {
            area: components["schemas"]["AreaForm"];
        };
        /**
         * AssetHeld
         * @description A row for the asset that waits in quarantine.
         */
        AssetHeld: {
            /** Id */
            id: string;
            /** Source */
            source: string;
            /** Title */
            title: string;
            /** Row */
            row: number;
            /** Text */
            text: string;
        };
        /**
         * AssetHit
         * @description An asset that was found, as the source says by which it was; on the map, if it is ranked.
         */
        AssetHit: {
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Kind Title */
            kind_title: string;
            /** Name */
            name: string | null;
            /** Address */
            address: string | null;
            /** Division */
            division: string[];
            /** Source */
            source: string;
            /** Ranked */
            ranked: boolean;
        };
        /**
         * AssetHits
         * @description What was found, the best first.
         */
        AssetHits: {
            /** Items */
            items: components["schemas"]["AssetHit"][];
        };
        /**
         * AssetPage
         * @description Everything known of an asset, as far as the asker may see.
         */
        AssetPage: {
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Kind Title */
            kind_title: string;
            /** Ids */
            ids: string[];
            /** Name */
            name: string | null;
            /** Address */
            address: string | null;
            /** Type */
            type: string | null;
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** Division */
            division: string[];
            /** Grade */
            grade: ("red" | "orange" | "yellow" | "blue") | null;
            /** Rank */
            rank: number | null;
            /** Sources */
            sources: components["schemas"]["AssetSource"][];
            /** Fields */
            fields: components["schemas"]["GoldenField"][];
            /** Records */
            records: components["schemas"]["AssetRecord"][];
            /** Next */
            next: string | null;
            /** Quarantined */
            quarantined: components["schemas"]["AssetHeld"][];
        };
        /**
         * AssetRecord
         * @description A version of a record: when it was so, and since when that is known.
         */
        AssetRecord: {
            /** Source */
            source: string;
            /** Title */
            title: string;
            /** Key */
            key: string;
            /** Version */
            version: number;
            /** Day */
            day: string | null;
            /**
             * Known At
             * Format: date-time
             */
            known_at: string;
            /** Values */
            values: components["schemas"]["RecordValue"][];
        };
        /**
         * AssetSource
         * @description A source that speaks of the asset: how many versions of records, known since when.
         */
        AssetSource: {
            /** Source */
            source: string;
            /** Title */
            title: string;
            /** Department */
            department: string;
            /** Records */
            records: number;
            /**
             * First Known
             * Format: date-time
             */
            first_known: string;
            /**
             * Last Known
             * Format: date-time
             */
            last_known: string;
        };
        /**
         * AwaitedTold
         * @description An act that open cases wait for: what is to be done, by whom, in which states.
         */
        AwaitedTold: {
            /** Act */
            act: string;
            /** Title */
            title: string;
            /** States */
            states: string[];
            /** Actors */
            actors: components["schemas"]["Named"][];
            /**
             * Mine
             * @description Whether the asker has a post that does it.
             */
            mine: boolean;
        };
        /**
         * BatchAnswer
         * @description What became of a report of a batch: its case, or why it was refused.
         */
        BatchAnswer: {
            /** Outside Key */
            outside_key: string;
            /** Number */
            number?: string | null;
            /**
             * Fresh
             * @description False where it was there already.
             */
            fresh?: boolean | null;
            /**
             * Refused
             * @description Why nothing of it is kept.
             */
            refused?: string | null;
        };
        /**
         * BatchReport
         * @description A report of a batch; its key makes it safe to send the batch again.
         */
        BatchReport: {
            /**
             * Title
             * @example 路灯不亮
             */
            title: string;
            /**
             * Text
             * @default
             */
            text: string;
            /**
             * Kind
             * @example event
             */
            kind: string;
            /**
             * Channel
             * @example hotline
             */
            channel: string;
            /**
             * Class Code
             * @default
             * @example c0118
             */
            class_code: string;
            /**
             * Division
             * @description A division's code or path.
             * @default
             */
            division: string;
            /** Lon */
            lon?: number | null;
            /** Lat */
            lat?: number | null;
            /** Asset Id */
            asset_id?: string | null;
            /**
             * Outside Key
             * @description What the sender calls it: the same key by the same channel is one case.
             */
            outside_key: string;
            /**
             * Photos
             * @description Codes of photos that were sent before.
             * @default []
             */
            photos: string[];
            /**
             * At
             * @description When it was reported, however long ago; now if none or later.
             */
            at?: string | null;
        };
        /**
         * BehindLine
         * @description A case behind a figure.
         */
        BehindLine: {
            /** Number */
            number: string;
            /** Title */
            title: string;
            class: components["schemas"]["Named"] | null;
            state: components["schemas"]["Named"];
            /** Place */
            place: string[];
            department: components["schemas"]["Named"] | null;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Ended At */
            ended_at: string | null;
        };
        /**
         * BehindLines
         * @description A page of the cases behind a figure, in the order in which they came.
         */
        BehindLines: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["BehindLine"][];
        };
        /**
         * Board
         * @description The open cases by step, each step's first by deadline.
         */
        Board: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Columns */
            columns: components["schemas"]["BoardColumn"][];
        };
        /**
         * BoardColumn
         * @description The first open cases of one step.
         */
        BoardColumn: {
            /** Step */
            step: number;
            /** Title */
            title: string;
            /** States */
            states: string[];
            /** Items */
            items: components["schemas"]["CaseLine"][];
        };
        /**
         * CallBackLine
         * @description A closed case from the public, and when it ended.
         */
        CallBackLine: {
            /** Ended At */
            ended_at: string | null;
            case: components["schemas"]["CaseLine"];
        };
        /**
         * CallBackLines
         * @description A page of closed cases that nobody was reached about yet, the earliest reported first.
         */
        CallBackLines: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["CallBackLine"][];
        };
        /**
         * CaseCounts
         * @description The open cases in each state, in the order of the workflow.
         */
        CaseCounts: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** States */
            states: components["schemas"]["StateCount"][];
        };
        /**
         * CaseDetail
         * @description All that is known of a case.
         */
        CaseDetail: {
            /** Number */
            number: string;
            /** Title */
            title: string;
            kind: components["schemas"]["Named"];
            class: components["schemas"]["Named"] | null;
            state: components["schemas"]["Named"];
            /**
             * Step
             * @description Of the seven, 1 to 7.
             */
            step: number;
            /**
             * Ended
             * @description Whether nobody has to act any more.
             */
            ended: boolean;
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            department: components["schemas"]["Named"] | null;
            channel: components["schemas"]["Named"];
            /** Urgent */
            urgent: boolean;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Near At */
            near_at: string | null;
            /** Due At */
            due_at: string | null;
            /** Paused */
            paused: boolean;
            /** Rework Count */
            rework_count: number;
            /** Return Count */
            return_count: number;
            /** Version */
            version: number;
            /** Text */
            text: string;
            /** Lead */
            lead: string | null;
            /** Parts */
            parts: string[];
            /** Merged Into */
            merged_into: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Reports
             * @description How many of the public have reported it; one if none has.
             */
            reports: number;
            /**
             * Contact
             * @description Whether somebody left a contact that may still be read.
             */
            contact: boolean;
            /** @description What whoever reported said of how it ended. */
            satisfaction: components["schemas"]["Named"] | null;
            due: components["schemas"]["CaseDue"] | null;
            /**
             * Raised
             * @description How many levels up it went.
             */
            raised: number;
            /** Listings */
            listings: components["schemas"]["CaseListed"][];
            /**
             * Rungs
             * @description Of the ladder, the first reached first.
             */
            rungs: components["schemas"]["CaseRungTold"][];
            route: components["schemas"]["CaseRoute"];
            /** Options */
            options: components["schemas"]["CaseOption"][];
            /** Photos */
            photos: components["schemas"]["CasePhotoTold"][];
            /** History */
            history: components["schemas"]["CaseMoveTold"][];
        };
        /**
         * CaseDue
         * @description By when the stage must end, and why then; no moments while the clock stands.
         */
        CaseDue: {
            stage: components["schemas"]["Named"];
            /** Near At */
            near_at: string | null;
            /** Due At */
            due_at: string | null;
            /** Why */
            why: string[];
        };
        /**
         * CaseField
         * @description A field of an act: what it is called, what it holds, and among what to choose.
         */
        CaseField: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Kind */
            kind: string;
            /** Needed */
            needed: boolean;
            /** Choices */
            choices: components["schemas"]["Named"][];
        };
        /**
         * CaseLine
         * @description A case in an inbox.
         */
        CaseLine: {
            /** Number */
            number: string;
            /** Title */
            title: string;
            kind: components["schemas"]["Named"];
            class: components["schemas"]["Named"] | null;
            state: components["schemas"]["Named"];
            /**
             * Step
             * @description Of the seven, 1 to 7.
             */
            step: number;
            /**
             * Ended
             * @description Whether nobody has to act any more.
             */
            ended: boolean;
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            department: components["schemas"]["Named"] | null;
            channel: components["schemas"]["Named"];
            /** Urgent */
            urgent: boolean;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Near At */
            near_at: string | null;
            /** Due At */
            due_at: string | null;
            /** Paused */
            paused: boolean;
            /** Rework Count */
            rework_count: number;
            /** Return Count */
            return_count: number;
            /** Version */
            version: number;
        };
        /**
         * CaseLines
         * @description A page of cases, the next due first.
         */
        CaseLines: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["CaseLine"][];
        };
        /**
         * CaseListed
         * @description A notice of listed supervision; ``delisted_at`` is None while the case is on the list.
         */
        CaseListed: {
            /** Number */
            number: string;
            issuer: components["schemas"]["Named"] | null;
            /**
             * Leader
             * @description The responsible post, never a person's name.
             */
            leader: string;
            /** Reason */
            reason: string;
            /**
             * Deadline
             * Format: date-time
             */
            deadline: string;
            /** Public */
            public: boolean;
            /**
             * Listed At
             * Format: date-time
             */
            listed_at: string;
            /** Delisted At */
            delisted_at: string | null;
        };
        /**
         * CaseMap
         * @description The open cases in a box: each by itself where they are few, else gathered.
         */
        CaseMap: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Total */
            total: number;
            /** Cells */
            cells: components["schemas"]["CaseSpot"][];
            /** Cases */
            cases: components["schemas"]["CaseOnMap"][];
        };
        /**
         * CaseMoveTold
         * @description One move of a case's history.
         */
        CaseMoveTold: {
            /** Seq */
            seq: number;
            act: components["schemas"]["Named"];
            from_state: components["schemas"]["Named"];
            to_state: components["schemas"]["Named"];
            /** Who */
            who: string;
            role: components["schemas"]["Named"];
            department: components["schemas"]["Named"] | null;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Due At
             * @description The deadline that stood until then.
             */
            due_at: string | null;
            /**
             * Done At
             * @description When it was done, where it came later.
             */
            done_at: string | null;
            /**
             * Skew S
             * @description By how many seconds the sender's clock was behind, where that is much.
             */
            skew_s: number | null;
            /** Fields */
            fields: {
                [key: string]: unknown;
            };
        };
        /**
         * CaseMoved
         * @description A case after a move.
         */
        CaseMoved: {
            /** Number */
            number: string;
            state: components["schemas"]["Named"];
            /** Version */
            version: number;
            /** Due At */
            due_at: string | null;
        };
        /**
         * CaseOnMap
         * @description An open case at its place.
         */
        CaseOnMap: {
            /** Number */
            number: string;
            /** Title */
            title: string;
            class: components["schemas"]["Named"] | null;
            state: components["schemas"]["Named"];
            /** Lon */
            lon: number;
            /** Lat */
            lat: number;
            /** Near At */
            near_at: string | null;
            /**
             * Due At
             * @description None where there is none or its clock stands.
             */
            due_at: string | null;
            /** Urgent */
            urgent: boolean;
        };
        /**
         * CaseOpened
         * @description The case a report became; ``fresh`` is false where the same report was there already.
         */
        CaseOpened: {
            /** Number */
            number: string;
            /** Version */
            version: number;
            /** Fresh */
            fresh: boolean;
            /**
             * Skew S
             * @description By how many seconds the sender's clock is behind, where that is much.
             */
            skew_s?: number | null;
            /**
             * Code
             * @description By which whoever of the public reported it asks again; told this once.
             */
            code?: string | null;
        };
        /**
         * CaseOption
         * @description An act that leads out of the case's state; ``refused`` says why not by you.
         */
        CaseOption: {
            act: components["schemas"]["Named"];
            /** Fields */
            fields: components["schemas"]["CaseField"][];
            /** Refused */
            refused: string | null;
        };
        /**
         * CasePhotoTold
         * @description A photo of a case: the move it came with, and whether it was erased since.
         */
        CasePhotoTold: {
            /** Code */
            code: string;
            /** Seq */
            seq: number;
            act: components["schemas"]["Named"];
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Width */
            width: number;
            /** Height */
            height: number;
            /** Erased */
            erased: boolean;
        };
        /**
         * CaseRerouted
         * @description A case that would go elsewhere, with the reasons of both ways.
         */
        CaseRerouted: {
            case: components["schemas"]["CaseLine"];
            old: components["schemas"]["OfficeTold"] | null;
            new: components["schemas"]["OfficeTold"] | null;
            /** Old Why */
            old_why: string[];
            /** New Why */
            new_why: string[];
        };
        /**
         * CaseResult
         * @description How a case stands that was sent under a name of the sender's.
         */
        CaseResult: {
            /** Outside Key */
            outside_key: string;
            /** @description Null where there is none of that name within one's scope. */
            case: components["schemas"]["CaseLine"] | null;
            /**
             * Joined
             * @description The case it was joined with, if any.
             */
            joined?: string | null;
        };
        /**
         * CaseRoute
         * @description Where the city's rules send it; no office where a dispatcher decides.
         */
        CaseRoute: {
            department: components["schemas"]["Named"] | null;
            /** Place */
            place: string[];
            /** Why */
            why: string[];
        };
        /**
         * CaseRungTold
         * @description A rung of the ladder of escalation that was reached, and when.
         */
        CaseRungTold: {
            rung: components["schemas"]["Named"];
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * CaseSpot
         * @description Cases that lie near each other, at their middle.
         */
        CaseSpot: {
            /** Open */
            open: number;
            /** Near */
            near: number;
            /** Overdue */
            overdue: number;
            /** Lon */
            lon: number;
            /** Lat */
            lat: number;
        };
        /**
         * CellRisk
         * @description The risk of a cell of H3.
         */
        CellRisk: {
            /**
             * Points
             * @description How many are of each colour at the moment.
             */
            points: {
                [key: string]: number;
            };
            /**
             * Inherent Points
             * @description How many without their measures.
             */
            inherent_points: {
                [key: string]: number;
            };
            /**
             * Worst
             * @description The worst colour among its points.
             */
            worst: ("red" | "orange" | "yellow" | "blue") | null;
            /**
             * Index
             * @description Danger on each square kilometre.
             */
            index: number;
            /**
             * Colour
             * @description That of the index.
             * @enum {string}
             */
            colour: "blue" | "yellow" | "orange" | "red";
            /** Inherent Worst */
            inherent_worst: ("red" | "orange" | "yellow" | "blue") | null;
            /** Inherent Index */
            inherent_index: number;
            /**
             * Inherent Colour
             * @enum {string}
             */
            inherent_colour: "blue" | "yellow" | "orange" | "red";
            /**
             * Km2
             * @description Its size in square kilometres.
             */
            km2: number;
            /**
             * People
             * @description How many people are there at the hour; 0 where not counted.
             */
            people: number;
            /**
             * Vulnerable
             * @description The share of premises where people can't well help themselves.
             */
            vulnerable: number;
            /** Cell */
            cell: string;
            /**
             * Ring
             * @description Its corners, longitude first.
             */
            ring: [
                number,
                number
            ][];
        };
        /**
         * CellRisks
         * @description The risk of all cells that hold a point within one's scope, the most dangerous first.
         */
        CellRisks: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Hour */
            hour: number;
            /** Resolution */
            resolution: number;
            /** Formula */
            formula: string;
            /** Cells */
            cells: components["schemas"]["CellRisk"][];
        };
        /**
         * ChangedDraft
         * @description What a draft says from now on.
         */
        ChangedDraft: {
            form: components["schemas"]["Form"];
            /**
             * Offered
             * @default false
             */
            offered: boolean;
        };
        /**
         * ChangesTold
         * @description A page of changes. Keep ``next`` and ask with it again, at once while there is ``more``.
         */
        ChangesTold: {
            /** Changes */
            changes: components["schemas"]["anlan__api__open__changes__ChangeTold"][];
            /** Next */
            next: string;
            /** More */
            more: boolean;
        };
        /**
         * ChannelTold
         * @description A way reports come in; from the public somebody can be called back.
         */
        ChannelTold: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Public */
            public: boolean;
        };
        /**
         * ChannelsTold
         * @description A page of channels.
         */
        ChannelsTold: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["AlertChannelTold"][];
        };
        /**
         * Check
         * @description One thing that must hold for the server to be of use.
         */
        Check: {
            /**
             * Name
             * @example database
             * @enum {string}
             */
            name: "database" | "tables" | "disk" | "keys";
            /** Holds */
            holds: boolean;
            /** Text */
            text: string;
        };
        /**
         * CheckTold
         * @description What a checklist asks, as it should be.
         */
        CheckTold: {
            /** Text */
            text: string;
            /**
             * Clause
             * @description The clause to look up where it isn't so; empty for none.
             */
            clause: string;
        };
        /**
         * ChecklistTold
         * @description What is looked at on a round.
         */
        ChecklistTold: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Source */
            source: string;
            /** Items */
            items: components["schemas"]["CheckTold"][];
        };
        /**
         * Circle
         * @description All within so many metres of a place.
         */
        Circle: {
            /** Lon */
            lon: number;
            /** Lat */
            lat: number;
            /** Metres */
            metres: number;
        };
        /**
         * CitySummary
         * @description A city the server knows.
         */
        CitySummary: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Synthetic */
            synthetic: boolean;
            /** Zone */
            zone: string;
            /** Bounds */
            bounds: [
                number,
                number,
                number,
                number
            ];
            /** Languages */
            languages: string[];
            /** As Of */
            as_of: string | null;
            has: components["schemas"]["Has"];
        };
        /**
         * ClassGuess
         * @description A class that a text may mean, with the phrases that speak for it.
         */
        ClassGuess: {
            /** Code */
            code: string;
            /** Title */
            title: string;
            /** Group */
            group: string;
            /** Phrases */
            phrases: string[];
            /**
             * Limit
             * @description How long putting it right may take.
             */
            limit: string;
        };
        /**
         * ClauseCandidate
         * @description A clause that a finding may meet.
         */
        ClauseCandidate: {
            /** Field */
            field: string;
            /** Standard */
            standard: string;
            /**
             * Number
             * @description A name of ours where the number isn't known.
             */
            number: string;
            /** Text */
            text: string;
            /**
             * Source
             * @description Where the paraphrase is from, or that it is from memory.
             */
            source: string;
            /**
             * Words
             * @description The words of the finding by which it was found.
             */
            words: string[];
        };
        /**
         * ClauseCandidates
         * @description Clauses that a finding may meet; whether it does is concluded by a person.
         */
        ClauseCandidates: {
            /** Items */
            items: components["schemas"]["ClauseCandidate"][];
            /** Note */
            note: string;
        };
        /**
         * ClauseTold
         * @description A clause of a judgement standard of major hazards, paraphrased.
         */
        ClauseTold: {
            /** Field */
            field: string;
            /** Standard */
            standard: string;
            /**
             * Number
             * @description A name of ours where the number isn't known.
             */
            number: string;
            /** Text */
            text: string;
            /**
             * Source
             * @description Where the paraphrase is from, or that it is from memory.
             */
            source: string;
        };
        /**
         * ClosedAlarm
         * @description An alarm that is closed.
         */
        ClosedAlarm: {
            /** Number */
            number: number;
            rule: components["schemas"]["Named"];
            /** Object */
            object: string;
            /** Name */
            name: string;
            /**
             * Priority
             * @enum {string}
             */
            priority: "low" | "medium" | "high" | "critical";
            /**
             * Colour
             * @enum {string}
             */
            colour: "blue" | "yellow" | "orange" | "red";
            /**
             * Raised At
             * Format: date-time
             */
            raised_at: string;
            /**
             * Closed At
             * Format: date-time
             */
            closed_at: string;
            /**
             * Reason
             * @enum {string}
             */
            reason: "true" | "false" | "test";
            /** Cause */
            cause: string;
            /** Owner */
            owner: string;
            /** Division */
            division: string;
            /** Case */
            case: string;
        };
        /**
         * ClosedAlarms
         * @description A page of alarms that are closed, the last first.
         */
        ClosedAlarms: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["ClosedAlarm"][];
        };
        /**
         * Code
         * @description A code of the second factor, or a recovery code.
         */
        Code: {
            /**
             * Code
             * @example 123456
             */
            code: string;
        };
        /**
         * Codes
         * @description Recovery codes, shown this once.
         */
        Codes: {
            /** Codes */
            codes: string[];
        };
        /**
         * ColourTold
         * @description One of the four colours, in CAP's words.
         */
        ColourTold: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Severity */
            severity: string;
            /** Urgency */
            urgency: string;
            /** Certainty */
            certainty: string;
        };
        /**
         * ContactReading
         * @description Why somebody's contact is read.
         */
        ContactReading: {
            /**
             * Why
             * @example To ask which of the two gates
             */
            why: string;
        };
        /**
         * ContactTold
         * @description What the sender left; empty what they didn't.
         */
        ContactTold: {
            /**
             * Phone
             * @default
             */
            phone: string;
            /**
             * Email
             * @default
             */
            email: string;
            /**
             * First Name
             * @default
             */
            first_name: string;
            /**
             * Last Name
             * @default
             */
            last_name: string;
        };
        /**
         * CrowdArea
         * @description A counting area as it was a moment ago.
         */
        CrowdArea: {
            /** Area */
            area: string;
            /** Name */
            name: string;
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** @description Whether people stand or walk there. */
            way: components["schemas"]["Named"];
            /** Area M2 */
            area_m2: number | null;
            /** Capacity */
            capacity: number | null;
            /**
             * At
             * @description When it was last counted; none: not of late.
             */
            at: string | null;
            /** @description Of service after Fruin, A to F. */
            level: components["schemas"]["Named"] | null;
            /**
             * Share
             * @description Of the capacity, 0 to 1 and more.
             */
            share: number | null;
            /** Values */
            values: components["schemas"]["CrowdValue"][];
        };
        /**
         * CrowdAreas
         * @description The counting areas, by their keys.
         */
        CrowdAreas: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Items */
            items: components["schemas"]["CrowdArea"][];
        };
        /**
         * CrowdHistory
         * @description An area over time.
         */
        CrowdHistory: {
            /** Area */
            area: string;
            /** Items */
            items: components["schemas"]["CrowdSteps"][];
        };
        /**
         * CrowdSteps
         * @description The figures of an area over time: one kind, step by step.
         */
        CrowdSteps: {
            kind: components["schemas"]["Named"];
            /** Unit */
            unit: string;
            /** At */
            at: string[];
            /** Mean */
            mean: (number | null)[];
            /** Most */
            most: (number | null)[];
        };
        /**
         * CrowdValue
         * @description A figure of an area.
         */
        CrowdValue: {
            kind: components["schemas"]["Named"];
            /** Unit */
            unit: string;
            /**
             * Value
             * @description None where it counts too few people to be told.
             */
            value: number | null;
            /**
             * Few
             * @description Whether it counts fewer than 10 people.
             */
            few: boolean;
        };
        /**
         * DayTold
         * @description All loads of a day.
         */
        DayTold: {
            /** Read */
            read: number;
            /** New */
            new: number;
            /** Updated */
            updated: number;
            /** Unchanged */
            unchanged: number;
            /** Repeated */
            repeated: number;
            /** Quarantined */
            quarantined: number;
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Loads */
            loads: number;
        };
        /**
         * DecisionTold
         * @description What stands on a pair, who said so, and why; its subject in the ledger is the kind's.
         */
        DecisionTold: {
            /** One */
            one: string;
            /** Other */
            other: string;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "same" | "different";
            /** Who */
            who: string;
            /**
             * Decided At
             * Format: date-time
             */
            decided_at: string;
            /** Why */
            why: string;
        };
        /**
         * Definition
         * @description An indicator: what it is called, its formula in words and symbols, what is better.
         */
        Definition: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Words */
            words: string;
            /** Symbols */
            symbols: string;
            /**
             * Unit
             * @description Empty for shares, which are told from 0 to 1, and for counts.
             */
            unit: string;
            /** Share */
            share: boolean;
            /**
             * Better
             * @description `higher`, `lower`, or `none`: told and never scored.
             */
            better: string;
            /**
             * Least
             * @description With fewer cases it isn't scored.
             */
            least: number;
            /** Source */
            source: string;
            /**
             * By
             * @description The moment by which a case falls in a period.
             */
            by: string;
        };
        /**
         * Deliveries
         * @description A page of deliveries.
         */
        Deliveries: {
            /** Items */
            items: components["schemas"]["DeliveryTold"][];
            /** Next */
            next: string | null;
        };
        /**
         * DeliveryTold
         * @description A message on its way, or given up.
         */
        DeliveryTold: {
            /** Id */
            id: number;
            /** Endpoint */
            endpoint: string;
            /** Entry */
            entry: number;
            /** Subject */
            subject: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "dead" | "delivered";
            /** Attempts */
            attempts: number;
            /** Next At */
            next_at: string;
            /** Error */
            error: string;
        };
        /**
         * Department
         * @description A department of a city.
         */
        Department: {
            /** Name */
            name: string;
            /** Title */
            title: string;
        };
        /**
         * DeskTold
         * @description What the desk's acts may be given.
         */
        DeskTold: {
            /** Steps */
            steps: components["schemas"]["StepTold"][];
            /**
             * Causes
             * @description Why an alarm was false.
             */
            causes: components["schemas"]["Named"][];
            /**
             * Posts
             * @description One's own posts.
             */
            posts: string[];
        };
        /**
         * Detail
         * @description Everything the panel shows of one premises.
         */
        Detail: {
            /** Asset */
            asset: string;
            /** Name */
            name: string | null;
            /** Address */
            address: string | null;
            /** Type */
            type: string | null;
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** Division */
            division: string[];
            /**
             * Grade
             * @enum {string}
             */
            grade: "red" | "orange" | "yellow" | "blue";
            /** Score */
            score: number;
            /** Interval */
            interval: [
                number,
                number
            ] | null;
            /** Mean Score */
            mean_score: number;
            /** Rank */
            rank: number;
            /** Total */
            total: number;
            /** Reasons */
            reasons: components["schemas"]["Reason"][];
            /** Visits */
            visits: components["schemas"]["PastVisit"][];
            /** Facts */
            facts: components["schemas"]["Fact"][];
            /** Sources */
            sources: components["schemas"]["SourceShare"][];
            route: components["schemas"]["RoutePlace"] | null;
        };
        /**
         * DeviceCaseTold
         * @description A fault of a device that is in a case.
         */
        DeviceCaseTold: {
            fault: components["schemas"]["Named"];
            /** Case */
            case: string;
            state: components["schemas"]["Named"];
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
        };
        /**
         * DeviceChangeTold
         * @description What a device became, and when.
         */
        DeviceChangeTold: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            state: components["schemas"]["Named"];
            /** Faults */
            faults: components["schemas"]["Named"][];
        };
        /**
         * DeviceLine
         * @description A device in a list.
         */
        DeviceLine: {
            /** Key */
            key: string;
            /** Name */
            name: string;
            type: components["schemas"]["Named"];
            /**
             * Tier
             * @description 1 to 3; 0 for none.
             */
            tier: number;
            department: components["schemas"]["Named"];
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** Model */
            model: string;
            /** Firmware */
            firmware: string;
            state: components["schemas"]["Named"];
            /**
             * Since
             * Format: date-time
             * @description Since when it is in this state.
             */
            since: string;
            /** Faults */
            faults: components["schemas"]["Named"][];
            /**
             * Last Seen
             * @description When it last spoke; none: never.
             */
            last_seen: string | null;
            /**
             * Battery
             * @description In percent.
             */
            battery: number | null;
            /** Certificate Until */
            certificate_until: string | null;
            /**
             * Case
             * @description The number of the case that it is in; empty for none.
             */
            case: string;
        };
        /**
         * DeviceLines
         * @description A page of devices, in the order they were taken in, and how many there are of what.
         */
        DeviceLines: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Total */
            total: number;
            /**
             * Facets
             * @description By `type`, `tier`, `department`, `state`, `fault` and `district`: how many there are of each, each counted as if it weren't asked for itself.
             */
            facets: {
                [key: string]: {
                    [key: string]: number;
                };
            };
            /**
             * Titles
             * @description What each value of a facet is called.
             */
            titles: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["DeviceLine"][];
        };
        /**
         * DevicePage
         * @description All that is known of a device.
         */
        DevicePage: {
            /** Key */
            key: string;
            /** Name */
            name: string;
            type: components["schemas"]["Named"];
            /**
             * Tier
             * @description 1 to 3; 0 for none.
             */
            tier: number;
            department: components["schemas"]["Named"];
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** Model */
            model: string;
            /** Firmware */
            firmware: string;
            state: components["schemas"]["Named"];
            /**
             * Since
             * Format: date-time
             * @description Since when it is in this state.
             */
            since: string;
            /** Faults */
            faults: components["schemas"]["Named"][];
            /**
             * Last Seen
             * @description When it last spoke; none: never.
             */
            last_seen: string | null;
            /**
             * Battery
             * @description In percent.
             */
            battery: number | null;
            /** Certificate Until */
            certificate_until: string | null;
            /**
             * Case
             * @description The number of the case that it is in; empty for none.
             */
            case: string;
            /** Division */
            division: string;
            /** Asset */
            asset: string | null;
            /** Thing */
            thing: string;
            /** Installed */
            installed: string | null;
            /**
             * Interval S
             * @description How often it is expected to speak.
             */
            interval_s: number;
            /**
             * Has Stream
             * @description Whether the video platform shows it.
             */
            has_stream: boolean;
            /** Pictured At */
            pictured_at: string | null;
            /**
             * Picture
             * @description Measures of its last still frame.
             */
            picture: {
                [key: string]: number;
            } | null;
            /** Cases */
            cases: components["schemas"]["DeviceCaseTold"][];
            /**
             * Changes
             * @description The latest first, some of them.
             */
            changes: components["schemas"]["DeviceChangeTold"][];
        };
        /**
         * DevicesTaken
         * @description How many devices were new, changed, as they were, and refused.
         */
        DevicesTaken: {
            /** New */
            new: number;
            /** Changed */
            changed: number;
            /** Same */
            same: number;
            /** Refused */
            refused: components["schemas"]["RefusedDevice"][];
        };
        /**
         * DivisionDetail
         * @description A division whole; ``below`` counts divisions by level, ``places`` ranked places by grade.
         */
        DivisionDetail: {
            node: components["schemas"]["DivisionNode"];
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Parents */
            parents: components["schemas"]["DivisionNode"][];
            /** Below */
            below: {
                [key: string]: number;
            };
            /**
             * Places
             * @description None without a ranking in one's scope.
             */
            places: {
                [key: string]: number;
            } | null;
            /** History */
            history: components["schemas"]["PastName"][];
            /** Successors */
            successors: components["schemas"]["Heir"][];
            /** Predecessors */
            predecessors: components["schemas"]["Heir"][];
            /** Bounds */
            bounds: [
                number,
                number,
                number,
                number
            ] | null;
            /**
             * Shapes
             * @description GeoJSON: its polygon, and those right below.
             */
            shapes: {
                [key: string]: unknown;
            };
        };
        /**
         * DivisionNode
         * @description A division in the tree; ``above`` are the names of those that hold it, the largest first.
         */
        DivisionNode: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /**
             * Level
             * @enum {string}
             */
            level: "city" | "district" | "street" | "community" | "grid";
            /** Path */
            path: string;
            /** Above */
            above: string[];
            /** Children */
            children: number;
            /** Stands */
            stands: boolean;
            /** Valid From */
            valid_from: string | null;
            /** Valid To */
            valid_to: string | null;
        };
        /**
         * DivisionNodes
         * @description A page of divisions.
         */
        DivisionNodes: {
            /** Total */
            total: number;
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["DivisionNode"][];
        };
        /**
         * DraftTold
         * @description A draft; its ETag goes into If-Match of a change.
         */
        DraftTold: {
            /** Id */
            id: number;
            /** Number */
            number: number | null;
            /** Identifier */
            identifier: string;
            /**
             * Status
             * @enum {string}
             */
            status: "Actual" | "Exercise" | "Test";
            /** Msg Type */
            msg_type: string;
            template: components["schemas"]["Named"];
            /** Alarm */
            alarm: number | null;
            /** Division */
            division: string;
            /** Form */
            form: {
                [key: string]: unknown;
            };
            /** Digest */
            digest: string;
            /** Composed By */
            composed_by: string;
            /** Edited By */
            edited_by: string;
            /**
             * Editors
             * @description Names of all who composed or changed it.
             */
            editors: string[];
            /**
             * Mine
             * @description Whether the asker composed or changed it, so can't approve it.
             */
            mine: boolean;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Offered At */
            offered_at: string | null;
            /** Version */
            version: number;
        };
        /**
         * DraftsTold
         * @description What is being composed, the newest first.
         */
        DraftsTold: {
            /** Items */
            items: components["schemas"]["DraftTold"][];
        };
        /**
         * DriftTold
         * @description How unlike the loads before a column of the latest load is.
         */
        DriftTold: {
            /** Column */
            column: string;
            /** Psi */
            psi: number;
            /**
             * Level
             * @enum {string}
             */
            level: "none" | "some" | "much";
        };
        /**
         * DryRun
         * @description What other rules would do with the open cases, the latest reported first.
         */
        DryRun: {
            /** Examined */
            examined: number;
            /** Unchanged */
            unchanged: number;
            /** Moved */
            moved: components["schemas"]["OfficeMoved"][];
            /** By Rule */
            by_rule: components["schemas"]["RuleCount"][];
            /** First */
            first: components["schemas"]["CaseRerouted"][];
            /** Rules */
            rules: components["schemas"]["RuleTold"][];
        };
        /**
         * DutyDone
         * @description When a duty is next due.
         */
        DutyDone: {
            /** Equipment */
            equipment: string;
            /** Cycle */
            cycle: string;
            /** Due */
            due: string | null;
        };
        /**
         * DutyLine
         * @description A duty of a piece of equipment, and when it is due.
         */
        DutyLine: {
            /** Equipment */
            equipment: string;
            /** Name */
            name: string;
            /** Unit */
            unit: string;
            /**
             * Division
             * @description The names of its divisions, the largest first.
             */
            division: string[];
            /**
             * Point
             * @description The risk point it belongs to; empty for none.
             */
            point: string;
            cycle: components["schemas"]["Named"];
            /** Last */
            last: string | null;
            /** Due */
            due: string | null;
            /**
             * Overdue Days
             * @description How long it is overdue; 0 while it is in time.
             */
            overdue_days: number;
            /**
             * Why
             * @description Why then, in words.
             */
            why: string;
        };
        /**
         * DutyLines
         * @description Duties, the longest overdue first.
         */
        DutyLines: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["DutyLine"][];
        };
        /**
         * EffectTold
         * @description An asset that would be down.
         */
        EffectTold: {
            /** Code */
            code: string;
            /**
             * Name
             * @description Of the risk point; empty where it is none.
             */
            name: string;
            /** @description The risk point's colour now; none where it is none. */
            colour: components["schemas"]["Named"] | null;
            /**
             * Start
             * @description Minutes from the beginning.
             */
            start: number;
            /** End */
            end: number;
            /**
             * Weight
             * @description How much of the failure reaches it, 0 to 1.
             */
            weight: number;
            /**
             * Cause
             * @description By which asset; empty where it is down of itself.
             */
            cause: string;
            kind: components["schemas"]["Named"] | null;
            /** Why */
            why: string;
        };
        /**
         * EndpointTold
         * @description Somebody who is told, with what waits for them; the secret is never shown again.
         */
        EndpointTold: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Kind */
            kind: string;
            /** Address */
            address: string;
            /** Topics */
            topics: string[];
            /** Active */
            active: boolean;
            /** Waiting */
            waiting: number;
            /** Dead */
            dead: number;
            /** Version */
            version: number;
        };
        /**
         * EngineTold
         * @description How the engine that evaluates the readings is; see the howto for each figure.
         */
        EngineTold: {
            /** Runs */
            runs: boolean;
            /** Figures */
            figures: {
                [key: string]: number;
            };
        };
        /**
         * Entries
         * @description A page of the ledger.
         */
        Entries: {
            /** Items */
            items: components["schemas"]["EntryTold"][];
            /** Next */
            next: string | null;
        };
        /**
         * EntryTold
         * @description One entry, also in words.
         */
        EntryTold: {
            /** Seq */
            seq: number;
            /**
             * Moment
             * Format: date-time
             */
            moment: string;
            /** Who */
            who: string;
            /** Who Name */
            who_name: string;
            /** For Whom */
            for_whom: string;
            /** Origin */
            origin: string;
            /** Subject */
            subject: string;
            /** Act */
            act: string;
            /** Text */
            text: string;
            /** Before */
            before: {
                [key: string]: unknown;
            };
            /** After */
            after: {
                [key: string]: unknown;
            };
            /** Why */
            why: string;
            /** Hash */
            hash: string;
        };
        /**
         * EventTold
         * @description All messages of an event, the first first.
         */
        EventTold: {
            /** Number */
            number: number;
            /**
             * Status
             * @enum {string}
             */
            status: "Actual" | "Exercise" | "Test";
            template: components["schemas"]["Named"];
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Versions */
            versions: components["schemas"]["VersionTold"][];
        };
        /**
         * Exports
         * @description Where the plan can be had as a file.
         */
        Exports: {
            /** Csv */
            csv: string;
            /** Gpx */
            gpx: string;
            /** Sheet */
            sheet: string;
        };
        /**
         * Fact
         * @description A labelled fact.
         */
        Fact: {
            /** Label */
            label: string;
            /** Value */
            value: string;
        };
        /**
         * FactTold
         * @description A living fact that moves the point now.
         */
        FactTold: {
            modifier: components["schemas"]["Named"];
            /**
             * Key
             * @description What it follows from, such as a case's number.
             */
            key: string;
            /**
             * Began At
             * Format: date-time
             */
            began_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * Factor
             * @description What it multiplies the value by now.
             */
            factor: number;
        };
        /**
         * Factor
         * @description A second factor that is not yet set: to be scanned, or typed.
         */
        Factor: {
            /** Secret */
            secret: string;
            /** Address */
            address: string;
            /**
             * Picture
             * @description The address as a QR code: an SVG as a data: address.
             */
            picture: string;
        };
        /**
         * FailedMeasure
         * @description Which measure is missing or has failed, counted from 1 as the point's page shows them.
         */
        FailedMeasure: {
            /** Source */
            source: number;
            /** Measure */
            measure: number;
        };
        /**
         * FeedTold
         * @description How a feed is doing; one that was never asked has no moments yet.
         */
        FeedTold: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Url */
            url: string;
            /** Checked At */
            checked_at: string | null;
            /** Ok At */
            ok_at: string | null;
            /** Failures */
            failures: number;
            /** Error */
            error: string;
            /** Reason */
            reason: string;
            /** Entries */
            entries: number;
            /** Refused */
            refused: number;
        };
        /**
         * FeedsTold
         * @description The feeds that a city follows.
         */
        FeedsTold: {
            /** Items */
            items: components["schemas"]["FeedTold"][];
        };
        /**
         * FieldClass
         * @description A class of the catalogue, with the words that mean it.
         */
        FieldClass: {
            /** Code */
            code: string;
            /** Title */
            title: string;
            /** Group */
            group: string;
            /** Words */
            words: string[];
        };
        /**
         * FieldKit
         * @description What a phone keeps for the day.
         */
        FieldKit: {
            /**
             * Now
             * Format: date-time
             * @description The server's clock.
             */
            now: string;
            /** May Report */
            may_report: boolean;
            /**
             * Place
             * @description The names of the divisions one stands in.
             */
            place: string[];
            /**
             * Offered
             * @description Codes of the classes that are usual here.
             */
            offered: string[];
            /** Classes */
            classes: components["schemas"]["FieldClass"][];
            /**
             * Tasks
             * @description The nearest first, else the next due.
             */
            tasks: components["schemas"]["FieldTask"][];
            /**
             * Near
             * @description Open cases close by: is it one of these?
             */
            near: components["schemas"]["FieldNear"][];
            route: components["schemas"]["FieldRoute"];
        };
        /**
         * FieldNear
         * @description An open case close by.
         */
        FieldNear: {
            /** Number */
            number: string;
            /** Title */
            title: string;
            kind: components["schemas"]["Named"];
            class: components["schemas"]["Named"] | null;
            state: components["schemas"]["Named"];
            /**
             * Step
             * @description Of the seven, 1 to 7.
             */
            step: number;
            /**
             * Ended
             * @description Whether nobody has to act any more.
             */
            ended: boolean;
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            department: components["schemas"]["Named"] | null;
            channel: components["schemas"]["Named"];
            /** Urgent */
            urgent: boolean;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Near At */
            near_at: string | null;
            /** Due At */
            due_at: string | null;
            /** Paused */
            paused: boolean;
            /** Rework Count */
            rework_count: number;
            /** Return Count */
            return_count: number;
            /** Version */
            version: number;
            /** Metres */
            metres: number;
        };
        /**
         * FieldOption
         * @description An act, and how the case stands once it is done: for the next one, done with no signal.
         */
        FieldOption: {
            act: components["schemas"]["Named"];
            /** Fields */
            fields: components["schemas"]["CaseField"][];
            /** Refused */
            refused: string | null;
            state: components["schemas"]["Named"];
            /**
             * Then
             * @description The acts one may do then.
             */
            then: components["schemas"]["FieldOption"][];
        };
        /**
         * FieldRoute
         * @description By what rule the phone finds the way for the day.
         */
        FieldRoute: {
            /**
             * Overdue
             * @description How much more a metre counts before an overdue task.
             */
            overdue: number;
            /**
             * Near
             * @description Likewise before one near its deadline.
             */
            near: number;
            /**
             * Other
             * @description Likewise before any other.
             */
            other: number;
            /**
             * Anew Metres
             * @description The way is found anew after so many metres.
             */
            anew_metres: number;
        };
        /**
         * FieldTask
         * @description A case in which one has to act: how far it is, and the acts one may do.
         */
        FieldTask: {
            /** Number */
            number: string;
            /** Title */
            title: string;
            kind: components["schemas"]["Named"];
            class: components["schemas"]["Named"] | null;
            state: components["schemas"]["Named"];
            /**
             * Step
             * @description Of the seven, 1 to 7.
             */
            step: number;
            /**
             * Ended
             * @description Whether nobody has to act any more.
             */
            ended: boolean;
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            department: components["schemas"]["Named"] | null;
            channel: components["schemas"]["Named"];
            /** Urgent */
            urgent: boolean;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Near At */
            near_at: string | null;
            /** Due At */
            due_at: string | null;
            /** Paused */
            paused: boolean;
            /** Rework Count */
            rework_count: number;
            /** Return Count */
            return_count: number;
            /** Version */
            version: number;
            /** Text */
            text: string;
            /** Metres */
            metres: number | null;
            /** Options */
            options: components["schemas"]["FieldOption"][];
        };
        /**
         * Figure
         * @description A number with its unit and its definition.
         */
        Figure: {
            /** Key */
            key: string;
            /** Value */
            value: number | null;
            /** Unit */
            unit: string;
            /** Label */
            label: string;
            /** Definition */
            definition: string;
            /** Spark */
            spark?: number[] | null;
        };
        /**
         * FigureTold
         * @description A figure, after appeals, and what it was.
         */
        FigureTold: {
            /** Value */
            value: number | null;
            /** Above */
            above: number;
            /** Below */
            below: number;
            /** Cases */
            cases: number;
            /**
             * Counted
             * @description As it was counted, before appeals.
             */
            counted: number | null;
            /**
             * Before
             * @description In the period before.
             */
            before: number | null;
            /**
             * Year Before
             * @description A year ago.
             */
            year_before: number | null;
        };
        /**
         * Figures
         * @description What a replay says; what rests on events is None where none were given.
         *
         *     Attributes:
         *         objects: how many objects or areas are watched.
         *         lead_minutes: lower quartile, median and upper quartile, over caught events.
         *         false_per_week, cost_per_week: None for a history of no length.
         */
        Figures: {
            /** Objects */
            objects: number;
            /** Alarms */
            alarms: number;
            /** Alarms Per Object */
            alarms_per_object: number;
            /** Events */
            events?: number | null;
            /** Caught */
            caught?: number | null;
            /** Before */
            before?: number | null;
            /** Lead Minutes */
            lead_minutes?: [
                number,
                number,
                number
            ] | null;
            /** False Alarms */
            false_alarms?: number | null;
            /** False Per Week */
            false_per_week?: number | null;
            /** Cost Per Week */
            cost_per_week?: number | null;
        };
        /**
         * FleetMap
         * @description Devices by cells of H3.
         */
        FleetMap: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Total */
            total: number;
            /** Cells */
            cells: components["schemas"]["FleetSpot"][];
        };
        /**
         * FleetRates
         * @description Rates now, with their definitions.
         */
        FleetRates: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Defined */
            defined: components["schemas"]["RateDefined"][];
            /** Items */
            items: components["schemas"]["RateLine"][];
        };
        /**
         * FleetSpot
         * @description A cell of H3 with devices, at their middle.
         */
        FleetSpot: {
            /** Cell */
            cell: string;
            /** Lon */
            lon: number;
            /** Lat */
            lat: number;
            /** Total */
            total: number;
            /** States */
            states: {
                [key: string]: number;
            };
        };
        /**
         * Forgetting
         * @description Whose contact is to be erased.
         */
        Forgetting: {
            /**
             * Code
             * @example k5xw-q2ra-7fgh-mzte
             */
            code: string;
        };
        /**
         * Form
         * @description All of a message that somebody decides on; ``all_clear`` says that the danger is over.
         */
        Form: {
            /** Template */
            template: string;
            /**
             * Status
             * @enum {string}
             */
            status: "Actual" | "Exercise" | "Test";
            /**
             * Colour
             * @enum {string}
             */
            colour: "red" | "orange" | "yellow" | "blue";
            area: components["schemas"]["AreaForm"];
            /**
             * Expires
             * Format: date-time
             */
            expires: string;
            /** Onset */
            onset?: string | null;
            /**
             * Urgency
             * @default
             * @enum {string}
             */
            urgency: "" | "Immediate" | "Expected" | "Future" | "Unknown";
            /**
             * Certainty
             * @default
             * @enum {string}
             */
            certainty: "" | "Observed" | "Likely" | "Possible" | "Unlikely" | "Unknown";
            /**
             * Texts
             * @default {}
             */
            texts: {
                [key: string]: components["schemas"]["Texts"];
            };
            /**
             * All Clear
             * @default false
             */
            all_clear: boolean;
            /**
             * Note
             * @default
             */
            note: string;
        };
        /**
         * FrameScored
         * @description What a frame scored; the frame itself is gone.
         */
        FrameScored: {
            /**
             * Model
             * @description The SHA-256 of the model's file.
             */
            model: string;
            /**
             * Scores
             * @description Of smoke, flame, water; each 0 to 1.
             */
            scores: {
                [key: string]: number;
            };
            readings: components["schemas"]["ReadingsTaken"];
        };
        /**
         * FrameTold
         * @description What a frame measured; the frame itself is gone.
         */
        FrameTold: {
            /** Measures */
            measures: {
                [key: string]: number;
            };
            /**
             * Found
             * @description In this frame.
             */
            found: components["schemas"]["PictureFault"][];
            /**
             * Standing
             * @description In so many of the last frames that it counts.
             */
            standing: components["schemas"]["Named"][];
        };
        /**
         * GoldenField
         * @description All values of a field, the chosen one first.
         */
        GoldenField: {
            /** Field */
            field: string;
            /** Label */
            label: string;
            /** Conflict */
            conflict: boolean;
            /** Values */
            values: components["schemas"]["GoldenValue"][];
        };
        /**
         * GoldenValue
         * @description A value of a field: from which record, of which day, and how it stands to the chosen one.
         */
        GoldenValue: {
            /** Value */
            value: string;
            /** Record */
            record: string;
            /** Title */
            title: string;
            /** Day */
            day: string | null;
            /**
             * Standing
             * @enum {string}
             */
            standing: "chosen" | "agrees" | "conflicts";
        };
        /**
         * Graded
         * @description A value under the point's scheme, and the colour it makes.
         */
        Graded: {
            /** Value */
            value: number;
            colour: components["schemas"]["Named"];
        };
        /**
         * Grant
         * @description A role an account holds, with its title and whether the asker may take it.
         */
        Grant: {
            /** Id */
            id: number;
            /** Role */
            role: string;
            /** Title */
            title: string;
            /** City */
            city: string;
            /** Division */
            division: string;
            /** Division Names */
            division_names: string[];
            /** Department */
            department: string;
            /** Yours */
            yours: boolean;
        };
        /**
         * GroupActed
         * @description The alarms of a group that an act was done to, and how many it wasn't possible for.
         */
        GroupActed: {
            /** Done */
            done: number[];
            /** Left */
            left: number;
        };
        /**
         * GroupTold
         * @description Alarms that are told as one.
         */
        GroupTold: {
            /** Number */
            number: number;
            law: components["schemas"]["Named"];
            /** Place */
            place: string;
            /** Division */
            division: string;
            /**
             * Names
             * @description The names of its divisions, the largest first.
             */
            names: string[];
            /**
             * Priority
             * @enum {string}
             */
            priority: "low" | "medium" | "high" | "critical";
            /**
             * Colour
             * @enum {string}
             */
            colour: "blue" | "yellow" | "orange" | "red";
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /** Count */
            count: number;
            /** Told Count */
            told_count: number;
            /** Version */
            version: number;
        };
        /**
         * Has
         * @description Which jobs have been run for the city, and which rooms it has.
         */
        Has: {
            /** Ranking */
            ranking: boolean;
            /** Plan */
            plan: boolean;
            /** Backtest */
            backtest: boolean;
            /**
             * Alerts
             * @description Whether the pack says who warns the public.
             */
            alerts: boolean;
        };
        /**
         * HazardCount
         * @description How many hazards a list has.
         */
        HazardCount: {
            /**
             * Name
             * @description `open`, `overdue` or `listed`; `major` of the open ones.
             */
            name: string;
            /** Title */
            title: string;
            /** Hazards */
            hazards: number;
        };
        /**
         * HazardFigure
         * @description A figure of hazards and what it means.
         */
        HazardFigure: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Definition */
            definition: string;
            /**
             * Value
             * @description A share, or days; null where there is none to count.
             */
            value: number | null;
            /**
             * N
             * @description How many of them, for a share.
             */
            n: number | null;
            /** Of */
            of: number | null;
        };
        /**
         * HazardFiguresTold
         * @description The counts of the lists now, and the figures of hazards found of late.
         */
        HazardFiguresTold: {
            /**
             * Days
             * @description Of hazards found within so many days.
             */
            days: number;
            /** Counts */
            counts: components["schemas"]["HazardCount"][];
            /** Figures */
            figures: components["schemas"]["HazardFigure"][];
            /**
             * Fields
             * @description The fields that risk points can be of.
             */
            fields: components["schemas"]["Named"][];
        };
        /**
         * HazardLine
         * @description A hazard in the desk's list.
         */
        HazardLine: {
            /**
             * Number
             * @description Of its case.
             */
            number: string;
            /** Title */
            title: string;
            /** @description General or major. */
            kind: components["schemas"]["Named"];
            point: components["schemas"]["HazardPoint"];
            state: components["schemas"]["Named"];
            /**
             * Ended
             * @description Whether nobody has to act any more.
             */
            ended: boolean;
            /**
             * Round
             * @description Which attempt to put it right this is, from 1 on.
             */
            round: number;
            /** @description That has to put it right. */
            department: components["schemas"]["Named"] | null;
            /**
             * Ordered
             * @description By when it is to be put right, as was ordered.
             */
            ordered: string | null;
            /** Near At */
            near_at: string | null;
            /**
             * Due At
             * @description The deadline of what its case waits for now.
             */
            due_at: string | null;
            /** Paused */
            paused: boolean;
            /** Overdue */
            overdue: boolean;
            /**
             * Listed
             * @description Whether it is under listed supervision.
             */
            listed: boolean;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Ended At */
            ended_at: string | null;
        };
        /**
         * HazardLines
         * @description A page of hazards.
         */
        HazardLines: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["HazardLine"][];
        };
        /**
         * HazardOpened
         * @description The number of the case that a hazard became.
         */
        HazardOpened: {
            /** Number */
            number: string;
        };
        /**
         * HazardPoint
         * @description The risk point that a hazard weighs on.
         */
        HazardPoint: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Unit */
            unit: string;
            /** Unit Code */
            unit_code: string;
            field: components["schemas"]["Named"];
            /**
             * Division
             * @description The names of its divisions, the largest first.
             */
            division: string[];
            /** @description Its colour now. */
            colour: components["schemas"]["Named"];
        };
        /**
         * Health
         * @description How the system is.
         */
        Health: {
            /** Ready */
            ready: boolean;
            /** Checks */
            checks: components["schemas"]["Check"][];
            /** Version */
            version: string;
            /** Uptime Seconds */
            uptime_seconds: number;
            /** Database */
            database: string;
            /** Tables */
            tables: string;
            /** Ledger Entries */
            ledger_entries: number;
            /** Outbox Waiting */
            outbox_waiting: number;
            /** Outbox Dead */
            outbox_dead: number;
            /** Jobs Waiting */
            jobs_waiting: number;
            /** Jobs Running */
            jobs_running: number;
            /** Disk Free Bytes */
            disk_free_bytes: number;
            /** Keys */
            keys: number;
        };
        /**
         * Heir
         * @description A division that stands in the place of one that has ended, or that one took the place of.
         *
         *     ``share`` is how much of the other's area it has, where polygons tell.
         */
        Heir: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Share */
            share: number | null;
            /** Declared */
            declared: boolean;
        };
        /**
         * HoldingTold
         * @description A personal column: how it is kept, and of encrypted ones until when.
         */
        HoldingTold: {
            /** Source */
            source: string;
            /** Column */
            column: string;
            /**
             * Way
             * @enum {string}
             */
            way: "drop" | "hash" | "encrypt";
            /** Days */
            days: number | null;
            /** Living */
            living: number;
            /** Destroyed */
            destroyed: number;
            /** Ends */
            ends: string | null;
        };
        /**
         * InLife
         * @description How a rule that is on has done, by its alarms that were closed.
         */
        InLife: {
            /** True */
            true: number;
            /** False */
            false: number;
            /** Precision */
            precision: number | null;
            /**
             * Promised
             * @description The precision of the certificate it is on by.
             */
            promised: number;
            /**
             * Fallen
             * @description Whether it does worse than promised, and not by chance.
             */
            fallen: boolean;
            /**
             * Case
             * @description The case that looks into it; empty for none.
             */
            case: string;
        };
        /**
         * InboundTold
         * @description A message of another authority.
         */
        InboundTold: {
            /** Id */
            id: number;
            /** Feed */
            feed: string;
            /** Sender */
            sender: string;
            /** Identifier */
            identifier: string;
            /** Status */
            status: string;
            /** Msg Type */
            msg_type: string;
            /** Event */
            event: string;
            /** Severity */
            severity: string;
            /** Headline */
            headline: string;
            /** Signature */
            signature: string;
            /** Signer */
            signer: string;
            /** Places */
            places: string[];
            /** Problems */
            problems: string[];
            /**
             * Sent At
             * Format: date-time
             */
            sent_at: string;
            /** Expires At */
            expires_at: string | null;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Ended At */
            ended_at: string | null;
            /** Ended How */
            ended_how: string;
        };
        /**
         * InboundsTold
         * @description A page of them, the newest first.
         */
        InboundsTold: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["InboundTold"][];
        };
        /**
         * InsideTold
         * @description Residents of a division inside an area; None where they are too few to be told.
         */
        InsideTold: {
            /** Division */
            division: string;
            /** Names */
            names: string[];
            /** People */
            people: number | null;
            /** Share */
            share: number;
        };
        /**
         * InstallationTold
         * @description What hazardous chemicals a point holds, and what GB 18218 makes of them.
         */
        InstallationTold: {
            /** Stocks */
            stocks: components["schemas"]["StockTold"][];
            /**
             * Residents
             * @description Within 500 m; none where they are fewer than ten.
             */
            residents: number | null;
            /** S */
            s: number;
            /** R */
            r: number;
            /**
             * Rank
             * @description I, the highest, to IV; empty for no major hazard installation.
             */
            rank: string;
            /** Why */
            why: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * JhaStep
         * @description A step of an activity: what may go wrong, what follows, what is done against it.
         */
        JhaStep: {
            /** Step */
            step: string;
            /** Hazard */
            hazard: string;
            event: components["schemas"]["Named"];
            /** Consequence */
            consequence: string;
            /** Measures */
            measures: components["schemas"]["PackMeasure"][];
        };
        /**
         * JhaTold
         * @description Job hazard analysis of an activity.
         */
        JhaTold: {
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Steps */
            steps: components["schemas"]["JhaStep"][];
        };
        /**
         * JobTold
         * @description A job and how far it is.
         */
        JobTold: {
            /** Id */
            id: number;
            /** Kind */
            kind: string;
            /** Kind Text */
            kind_text: string;
            /** City */
            city: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "running" | "done" | "failed" | "cancelled";
            /** Arguments */
            arguments: {
                [key: string]: unknown;
            };
            /** Asked By */
            asked_by: string;
            /** Asked By Name */
            asked_by_name: string;
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Started At */
            started_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Worker */
            worker: string;
            /** Progress */
            progress: number;
            /** Result */
            result: {
                [key: string]: unknown;
            };
            /** Error Text */
            error_text: string;
        };
        /**
         * Jobs
         * @description A page of jobs.
         */
        Jobs: {
            /** Items */
            items: components["schemas"]["JobTold"][];
            /** Next */
            next: string | null;
        };
        /**
         * KindLines
         * @description The kinds of sensors within one's scope, the most first.
         */
        KindLines: {
            /** Items */
            items: components["schemas"]["SensorKindTold"][];
        };
        /**
         * KindTold
         * @description A kind of job, and the JSON Schema of its arguments.
         */
        KindTold: {
            /** Kind */
            kind: string;
            /** Text */
            text: string;
            /** Arguments */
            arguments: {
                [key: string]: unknown;
            };
        };
        /**
         * League
         * @description A league: the best first, those without a rank last.
         */
        League: {
            period: components["schemas"]["PeriodTold"];
            before: components["schemas"]["PeriodTold"];
            year_before: components["schemas"]["PeriodTold"];
            /** Object */
            object: string;
            /** Level */
            level: string | null;
            /** Post */
            post: string | null;
            /**
             * Main
             * @description The indicator that the trend is of.
             */
            main: string;
            /** Indicators */
            indicators: components["schemas"]["Definition"][];
            /** Weights */
            weights: {
                [key: string]: number;
            };
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["LeagueRow"][];
            /** Sudden */
            sudden: components["schemas"]["SuddenTold"][];
        };
        /**
         * LeagueRow
         * @description An object in a league.
         */
        LeagueRow: {
            /** Key */
            key: string;
            /** Title */
            title: string;
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /**
             * Score
             * @description From 0 to 100; none where there are too few cases.
             */
            score: number | null;
            /** Rank */
            rank: number | null;
            /** Figures */
            figures: {
                [key: string]: components["schemas"]["FigureTold"];
            };
            /**
             * Trend
             * @description Of the main indicator, the latest last.
             */
            trend: (number | null)[];
        };
        /**
         * LedgerState
         * @description How far the ledger goes, and up to where a head was kept outside.
         */
        LedgerState: {
            /** Entries */
            entries: number;
            /** Head */
            head: string;
            /** Instance */
            instance: string;
            /** Anchored */
            anchored: number;
            /** Anchored At */
            anchored_at: string | null;
        };
        /**
         * LevelTold
         * @description From which reading on a rule shows a colour.
         */
        LevelTold: {
            /**
             * Colour
             * @enum {string}
             */
            colour: "blue" | "yellow" | "orange" | "red";
            /** Limit */
            limit: number;
        };
        /**
         * LimitsTold
         * @description What the readings of a datastream are held against by a rule that is on.
         */
        LimitsTold: {
            /** Rule */
            rule: string;
            /** Name */
            name: string;
            /**
             * Sense
             * @enum {string}
             */
            sense: "above" | "below" | "either";
            /**
             * Levels
             * @description From the lowest colour to the worst.
             */
            levels: components["schemas"]["LevelTold"][];
        };
        /**
         * LinkField
         * @description What both records say in a field, and whether it is the same word for word.
         */
        LinkField: {
            /** Field */
            field: string;
            /** Label */
            label: string;
            /** One */
            one: string | null;
            /** Other */
            other: string | null;
        };
        /**
         * LinkKind
         * @description An asset kind whose records are linked: by what, when last, how many pairs wait.
         */
        LinkKind: {
            /** Kind */
            kind: string;
            /** Title */
            title: string;
            /** Linked At */
            linked_at: string | null;
            /** Model */
            model: number | null;
            /** Records */
            records: number;
            /** Links */
            links: number;
            /** Waiting */
            waiting: number;
            /** Link From */
            link_from: number;
            /** Doubt From */
            doubt_from: number;
            /** Sources */
            sources: string[];
        };
        /**
         * LinkPair
         * @description A pair that waits.
         */
        LinkPair: {
            /** Probability */
            probability: number;
            one: components["schemas"]["LinkSide"];
            other: components["schemas"]["LinkSide"];
        };
        /**
         * LinkPairs
         * @description A page of the pairs that wait, the most probable first.
         */
        LinkPairs: {
            /** Total */
            total: number;
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["LinkPair"][];
        };
        /**
         * LinkSide
         * @description One record of a pair, as its source sent it.
         */
        LinkSide: {
            /** Record */
            record: string;
            /** Source */
            source: string;
            /** Key */
            key: string;
            /** Title */
            title: string;
            /** Name */
            name: string | null;
            /** Address */
            address: string | null;
        };
        /**
         * LinkStep
         * @description What a field adds to the odds, in bits; ``rarity`` of it because the value is rare.
         */
        LinkStep: {
            /** Field */
            field: string;
            /** Label */
            label: string;
            /** Level */
            level: string;
            /** Weight */
            weight: number;
            /** Rarity */
            rarity: number;
            /** Text */
            text: string;
        };
        /**
         * LoadTold
         * @description One load; of what was done by hand, who did it and why, for those who may read the ledger.
         */
        LoadTold: {
            /** Read */
            read: number;
            /** New */
            new: number;
            /** Updated */
            updated: number;
            /** Unchanged */
            unchanged: number;
            /** Repeated */
            repeated: number;
            /** Quarantined */
            quarantined: number;
            /** Id */
            id: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "file" | "replay" | "withdrawal";
            /** File */
            file: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Who */
            who: string;
            /** Why */
            why: string;
        };
        /**
         * LookLine
         * @description That somebody looked at a stream, or asked to.
         */
        LookLine: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Who */
            who: string;
            /** Device */
            device: string;
            /** Minutes */
            minutes: number;
            /** Purpose */
            purpose: string;
        };
        /**
         * LookLines
         * @description Looks, the latest first.
         */
        LookLines: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["LookLine"][];
        };
        /**
         * LookTold
         * @description Where the city's video platform shows a stream, and until when it may be looked at.
         */
        LookTold: {
            /** Address */
            address: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * MadeChannel
         * @description A channel with the secret that signs what it is posted, shown this once.
         *
         *     It is empty where nothing is posted.
         */
        MadeChannel: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "webhook" | "email" | "sms" | "mqtt";
            /**
             * Status
             * @enum {string}
             */
            status: "Actual" | "Exercise" | "Test";
            /** Address */
            address: string;
            /**
             * Language
             * @enum {string}
             */
            language: "en" | "zh";
            /** Division */
            division: string;
            /** Secret */
            secret: string;
        };
        /**
         * MadeEndpoint
         * @description An endpoint with the secret that signs its messages, shown this once; empty for e-mail.
         */
        MadeEndpoint: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Kind */
            kind: string;
            /** Address */
            address: string;
            /** Topics */
            topics: string[];
            /** Active */
            active: boolean;
            /** Waiting */
            waiting: number;
            /** Dead */
            dead: number;
            /** Version */
            version: number;
            /** Secret */
            secret: string;
        };
        /**
         * MadeToken
         * @description A token with its secret, which is shown this once.
         */
        MadeToken: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Scopes */
            scopes: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Secret */
            secret: string;
        };
        /**
         * May
         * @description What the asker may do in a city, and in which part of it; ``*`` is the installation.
         */
        May: {
            /** City */
            city: string;
            /**
             * Permission
             * @enum {string}
             */
            permission: "city.read" | "premises.read" | "plan.read" | "backtest.read" | "quarantine.read" | "link.read" | "link.decide" | "asset.read" | "pool.read" | "case.read" | "case.report" | "case.accept" | "case.dispatch" | "case.handle" | "case.verify" | "case.supervise" | "case.contact" | "risk.read" | "risk.manage" | "alarm.read" | "alarm.handle" | "alarm.manage" | "fleet.read" | "fleet.manage" | "fleet.look" | "crowd.read" | "crowd.exact" | "rule.read" | "rule.manage" | "sensing.read" | "sensing.send" | "sensing.manage" | "alert.read" | "alert.compose" | "alert.approve" | "alert.cancel" | "alert.manage" | "quarantine.mend" | "personal.read" | "job.read" | "job.run" | "ledger.read" | "account.read" | "account.manage" | "outbox.read" | "outbox.manage" | "system.read";
            /** Areas */
            areas: components["schemas"]["Area"][];
        };
        /**
         * Means
         * @description All that a composer chooses from.
         */
        Means: {
            /** Templates */
            templates: components["schemas"]["TemplateTold"][];
            /** Colours */
            colours: components["schemas"]["ColourTold"][];
            /** Statuses */
            statuses: components["schemas"]["Named"][];
        };
        /**
         * MeasureTold
         * @description What is done against a source.
         */
        MeasureTold: {
            group: components["schemas"]["Named"];
            /** Text */
            text: string;
        };
        /**
         * Mend
         * @description Rows to mend: for each row's id the new value of each column to change.
         */
        Mend: {
            /**
             * Source
             * @example hotline
             */
            source: string;
            /**
             * Rows
             * @example {
             *       "3-1042": {
             *         "district": "4201"
             *       }
             *     }
             */
            rows: {
                [key: string]: {
                    [key: string]: string | null;
                };
            };
            /**
             * Why
             * @example The licence office gave the right code
             */
            why: string;
        };
        /**
         * Mended
         * @description What became of the rows; ``refused`` are the first that still break a rule, and which.
         */
        Mended: {
            /** Mended */
            mended: number;
            /** Overtaken */
            overtaken: number;
            /** Still Bad */
            still_bad: number;
            /** Refused */
            refused: components["schemas"]["QuarantineRow"][];
        };
        /**
         * MessageTold
         * @description A published message.
         */
        MessageTold: {
            /** Number */
            number: number;
            /** Seq */
            seq: number;
            /** Identifier */
            identifier: string;
            /**
             * Status
             * @enum {string}
             */
            status: "Actual" | "Exercise" | "Test";
            /** Msg Type */
            msg_type: string;
            template: components["schemas"]["Named"];
            /**
             * Colour
             * @enum {string}
             */
            colour: "red" | "orange" | "yellow" | "blue";
            /** Headline */
            headline: string;
            /** Division */
            division: string;
            /** In Force */
            in_force: boolean;
            /**
             * Sent At
             * Format: date-time
             */
            sent_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Ended How */
            ended_how: string;
            /** Composed By */
            composed_by: string;
            /**
             * Composer
             * @description The name of who composed it.
             */
            composer: string;
            /** Approved By */
            approved_by: string | null;
            /**
             * Approver
             * @description The name of who approved it.
             */
            approver: string | null;
        };
        /**
         * MessagesTold
         * @description A page of messages, the newest first.
         */
        MessagesTold: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["MessageTold"][];
        };
        /**
         * MomentColumns
         * @description What datastreams read at a moment: only those that spoke of late; see `place`.
         */
        MomentColumns: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Place
             * @description Of each reading among the spots of the kind.
             */
            place: number[];
            /**
             * Value
             * @description None for a count of people too small to tell.
             */
            value: (number | null)[];
            /** Suspect */
            suspect: boolean[];
            /**
             * Colour
             * @description 0 blue, 1 yellow, 2 orange, 3 red; -1 for none.
             */
            colour: number[];
        };
        /**
         * MonthFigure
         * @description What a figure is called and means.
         */
        MonthFigure: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /**
             * Words
             * @description Its definition.
             */
            words: string;
            /**
             * Share
             * @description Whether it is a share, 0 to 1, or a count.
             */
            share: boolean;
        };
        /**
         * MonthGroup
         * @description Figures that stand in one table.
         */
        MonthGroup: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Figures */
            figures: components["schemas"]["MonthFigure"][];
        };
        /**
         * MonthReport
         * @description The report of a month: by division, with sums, and those of the month before.
         */
        MonthReport: {
            /** Month */
            month: string;
            /**
             * First
             * Format: date
             */
            first: string;
            /**
             * End
             * Format: date
             * @description The first day that it doesn't hold.
             */
            end: string;
            /**
             * Over
             * @description Whether the month is over; else these are figures so far.
             */
            over: boolean;
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /**
             * Level
             * @enum {string}
             */
            level: "city" | "district" | "street" | "community" | "grid";
            /** Groups */
            groups: components["schemas"]["MonthGroup"][];
            /** Rows */
            rows: components["schemas"]["MonthRow"][];
            /** Total */
            total: {
                [key: string]: number | null;
            };
            /**
             * Before
             * @description The sums of the month before.
             */
            before: {
                [key: string]: number | null;
            };
        };
        /**
         * MonthRow
         * @description The figures of a division, by their names; none for a share of nothing.
         */
        MonthRow: {
            /** Code */
            code: string;
            /** Title */
            title: string;
            /** Values */
            values: {
                [key: string]: number | null;
            };
        };
        /**
         * MoveTold
         * @description What was done to an alarm, or what its condition did.
         */
        MoveTold: {
            /** Seq */
            seq: number;
            /** Act */
            act: string;
            /** Title */
            title: string;
            /**
             * State
             * @enum {string}
             */
            state: "new" | "acknowledged" | "owned" | "shelved" | "closed";
            /**
             * By
             * @description The post that acted; empty for the condition, or time itself.
             */
            by: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Done At
             * Format: date-time
             */
            done_at: string;
            /** Fields */
            fields: {
                [key: string]: unknown;
            };
        };
        /**
         * Named
         * @description A name of the workflow or the pack, and what it is called.
         */
        Named: {
            /** Name */
            name: string;
            /** Title */
            title: string;
        };
        /**
         * NearLine
         * @description An open case near a place.
         */
        NearLine: {
            /** Metres */
            metres: number;
            case: components["schemas"]["CaseLine"];
        };
        /**
         * NearLines
         * @description The open cases near a place, the nearest first.
         */
        NearLines: {
            /**
             * Division
             * @description The names of the place's divisions, largest first.
             */
            division: string[];
            /** Items */
            items: components["schemas"]["NearLine"][];
        };
        /**
         * NewAccount
         * @description An account to be added.
         */
        NewAccount: {
            /**
             * Login
             * @example lin.wei
             */
            login: string;
            /**
             * Name
             * @example Lin Wei
             */
            name: string;
        };
        /**
         * NewAct
         * @description An act on an alarm.
         */
        NewAct: {
            /**
             * Act
             * @enum {string}
             */
            act: "acknowledge" | "own" | "escalate" | "de_escalate" | "shelve" | "unshelve" | "close" | "note";
            /**
             * Until
             * @description Of shelving.
             */
            until?: string | null;
            /**
             * Reason
             * @description Of closing.
             */
            reason?: ("true" | "false" | "test") | null;
            /**
             * Cause
             * @description Of closing as false: one of the causes. Of shelving: why, in words.
             * @default
             */
            cause: string;
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Owner
             * @description Of owning: the post, as `role@office`; one's own unless given.
             * @default
             */
            owner: string;
        };
        /**
         * NewAnswer
         * @description How it was solved, in the eyes of whoever reported it.
         */
        NewAnswer: {
            /**
             * Code
             * @example k5xw-q2ra-7fgh-mzte
             */
            code: string;
            /**
             * Satisfaction
             * @enum {string}
             */
            satisfaction: "satisfied" | "neutral" | "unsatisfied";
            /**
             * Note
             * @default
             */
            note: string;
        };
        /**
         * NewAppeal
         * @description An office contests that a case counts for it.
         */
        NewAppeal: {
            /** Number */
            number: string;
            /**
             * Indicator
             * @description Empty for all.
             * @default
             */
            indicator: string;
            /**
             * Department
             * @description Whose figures it is in.
             * @default
             */
            department: string;
            /**
             * Division
             * @description Or in which division's.
             * @default
             */
            division: string;
            /** Reason */
            reason: string;
        };
        /**
         * NewCall
         * @description A problem that somebody reports, and how to reach them if they wish.
         */
        NewCall: {
            /**
             * Title
             * @example 路灯不亮
             */
            title: string;
            /**
             * Text
             * @default
             */
            text: string;
            /**
             * Kind
             * @example event
             */
            kind: string;
            /**
             * Channel
             * @example hotline
             */
            channel: string;
            /**
             * Class Code
             * @default
             * @example c0118
             */
            class_code: string;
            /**
             * Division
             * @description A division's code or path.
             * @default
             */
            division: string;
            /** Lon */
            lon?: number | null;
            /** Lat */
            lat?: number | null;
            /** Asset Id */
            asset_id?: string | null;
            /**
             * Outside Key
             * @description What the sender calls it: the same key by the same channel is one case.
             */
            outside_key?: string | null;
            /**
             * Photos
             * @description Codes of photos that were sent before.
             * @default []
             */
            photos: string[];
            /**
             * At
             * @description When it was seen, by the sender's clock; now if none.
             */
            at?: string | null;
            /**
             * Phone
             * @description To be called back; may be empty.
             * @default
             */
            phone: string;
            /**
             * Email
             * @description To be told; may be empty.
             * @default
             */
            email: string;
        };
        /**
         * NewCount
         * @description What a counting sensor tells of an area: any of the figures.
         */
        NewCount: {
            /** Area */
            area: string;
            /**
             * At
             * @description When; now unless given.
             */
            at?: string | null;
            /**
             * Density
             * @description People per square metre.
             */
            density?: number | null;
            /**
             * Count
             * @description People in the area.
             */
            count?: number | null;
            /**
             * Inflow
             * @description People who come in, per minute.
             */
            inflow?: number | null;
            /**
             * Outflow
             * @description People who go out, per minute.
             */
            outflow?: number | null;
            /**
             * Speed
             * @description Mean speed in m/s.
             */
            speed?: number | null;
            /**
             * Variance
             * @description Of the velocity, m²/s²; makes the crowd pressure.
             */
            variance?: number | null;
        };
        /**
         * NewCounts
         * @description What counting sensors tell.
         */
        NewCounts: {
            /** Counts */
            counts: components["schemas"]["NewCount"][];
        };
        /**
         * NewDevice
         * @description A device as its owner tells of it, by the columns of a file of devices.
         */
        NewDevice: {
            /** Key */
            key: string;
            /**
             * Name
             * @default
             */
            name: string;
            /** Type */
            type: string;
            /**
             * Tier
             * @default
             */
            tier: string;
            /** Department */
            department: string;
            /**
             * Division
             * @default
             */
            division: string;
            /** Lon */
            lon?: number | null;
            /** Lat */
            lat?: number | null;
            /**
             * Asset
             * @default
             */
            asset: string;
            /**
             * Thing
             * @default
             */
            thing: string;
            /**
             * Client
             * @default
             */
            client: string;
            /**
             * Model
             * @default
             */
            model: string;
            /**
             * Firmware
             * @default
             */
            firmware: string;
            /**
             * Installed
             * @default
             */
            installed: string;
            /** Interval */
            interval?: number | null;
            /**
             * Certificate
             * @default
             */
            certificate: string;
            /**
             * Stream
             * @default
             */
            stream: string;
            /**
             * State
             * @default
             */
            state: string;
        };
        /**
         * NewDevices
         * @description Some devices.
         */
        NewDevices: {
            /** Devices */
            devices: components["schemas"]["NewDevice"][];
        };
        /**
         * NewDone
         * @description That a duty was done.
         */
        NewDone: {
            /**
             * Last
             * Format: date
             * @description On which day.
             */
            last: string;
            /**
             * Grade
             * @description The grade it gave; 0 for none.
             * @default 0
             */
            grade: number;
            /**
             * Stated
             * @description The next day that the report states.
             */
            stated?: string | null;
        };
        /**
         * NewDraft
         * @description A message to be composed: a new one, or (``number``) one in place of an event's last.
         */
        NewDraft: {
            form: components["schemas"]["Form"];
            /**
             * Offered
             * @description Whether it waits for a second person from now on.
             * @default false
             */
            offered: boolean;
            /**
             * Number
             * @description The event whose last message it replaces.
             */
            number?: number | null;
            /**
             * Alarm
             * @description The alarm it was composed from.
             */
            alarm?: number | null;
        };
        /**
         * NewEndpoint
         * @description Somebody to be told.
         */
        NewEndpoint: {
            /**
             * Name
             * @example duty room
             */
            name: string;
            /**
             * Kind
             * @example webhook
             * @enum {string}
             */
            kind: "webhook" | "email" | "sms";
            /**
             * Address
             * @example https://example.org/hook
             */
            address: string;
            /**
             * Topics
             * @description None: it is told only of what names it, as an alarm names its wardens.
             * @example [
             *       "batch.*",
             *       "run.plan"
             *     ]
             */
            topics: string[];
        };
        /**
         * NewFinding
         * @description A hazard found at a risk point.
         */
        NewFinding: {
            /** Title */
            title: string;
            /**
             * Text
             * @default
             */
            text: string;
            /**
             * Key
             * @description What the finder calls it; sent again it is one.
             */
            key: string;
            /**
             * Major
             * @description A person's conclusion.
             * @default false
             */
            major: boolean;
            measure?: components["schemas"]["FailedMeasure"] | null;
            /** Photos */
            photos?: string[];
        };
        /**
         * NewGrant
         * @description A role to be given; ``division`` is a code or a path, empty for the whole city.
         */
        NewGrant: {
            /**
             * Role
             * @example operator
             */
            role: string;
            /**
             * City
             * @example jiangcheng
             */
            city: string;
            /**
             * Division
             * @default
             * @example
             */
            division: string;
            /**
             * Department
             * @default
             * @example
             */
            department: string;
        };
        /**
         * NewInstallation
         * @description What a risk point holds at most.
         */
        NewInstallation: {
            /**
             * Stocks
             * @description Tonnes by the substance's code; none for nothing any more.
             */
            stocks: {
                [key: string]: number;
            };
            /**
             * Residents
             * @description Permanent residents within 500 m outside its boundary, a count.
             */
            residents: number;
        };
        /**
         * NewJob
         * @description A job to be done; what a kind takes is told at ``/api/jobs/kinds``.
         */
        NewJob: {
            /**
             * Kind
             * @example score
             */
            kind: string;
            /**
             * City
             * @example jiangcheng
             */
            city: string;
            /**
             * Arguments
             * @example {}
             */
            arguments?: {
                [key: string]: unknown;
            };
        };
        /**
         * NewLook
         * @description Why somebody wants to look at a stream, and for how long.
         */
        NewLook: {
            /** Purpose */
            purpose: string;
            /**
             * Minutes
             * @default 10
             */
            minutes: number;
        };
        /**
         * NewMeasure
         * @description What is done against a source.
         */
        NewMeasure: {
            /** Group */
            group: string;
            /** Text */
            text: string;
        };
        /**
         * NewMove
         * @description An act asked for, with the fields it needs.
         */
        NewMove: {
            /**
             * Act
             * @example file.accept
             */
            act: string;
            /**
             * Fields
             * @default {}
             * @example {
             *       "reason": "seen on site"
             *     }
             */
            fields: {
                [key: string]: string | string[];
            };
            /**
             * At
             * @description When it was done, by the sender's clock; now if none.
             */
            at?: string | null;
        };
        /**
         * NewNotice
         * @description What moves all risk points of an area, said in one of three ways.
         */
        NewNotice: {
            /**
             * Key
             * @description What it calls itself; the same key again takes the old one's place.
             */
            key: string;
            /**
             * Modifier
             * @description What it tells of, such as ``storm``.
             */
            modifier: string;
            /** Title */
            title: string;
            /**
             * Since
             * @description With a zone; now unless given.
             */
            since?: string | null;
            /**
             * Until
             * @description Until it is ended unless given.
             */
            until?: string | null;
            /**
             * Divisions
             * @description By their codes; the city by its name.
             */
            divisions?: string[];
            around?: components["schemas"]["Reach"] | null;
            /**
             * Assets
             * @description What is down, by its code: it tells of all that fails with it.
             */
            assets?: string[];
            /**
             * Fields
             * @description Only points of these; those that its modifier moves unless given.
             */
            fields?: string[];
        };
        /**
         * NewOutage
         * @description A planned outage: devices of a part of the fleet that will not answer.
         */
        NewOutage: {
            /** Title */
            title: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
            /**
             * Division
             * @default
             */
            division: string;
            /**
             * Department
             * @default
             */
            department: string;
            /**
             * Type
             * @default
             */
            type: string;
        };
        /**
         * NewPassword
         * @description A new password in place of the old.
         */
        NewPassword: {
            /**
             * Old
             * @example abcd-efgh-ijkl-mnop
             */
            old: string;
            /**
             * New
             * @example seven rivers carry quiet lanterns
             */
            new: string;
        };
        /**
         * NewPatrol
         * @description That a risk point was patrolled.
         */
        NewPatrol: {
            /**
             * Key
             * @description What the patrol calls itself; again it is one.
             */
            key: string;
            /**
             * At
             * @description When, with a zone; now unless given.
             */
            at?: string | null;
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "fine" | "finding";
            /**
             * Findings
             * @description What was found; each becomes a case.
             */
            findings?: components["schemas"]["NewFinding"][];
        };
        /**
         * NewPoint
         * @description A risk point; one whose code is known is graded anew.
         */
        NewPoint: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Type */
            type: string;
            /** Field */
            field: string;
            /** Scheme */
            scheme: string;
            /** Sources */
            sources: components["schemas"]["NewSource"][];
            /**
             * Unit
             * @default
             */
            unit: string;
            /**
             * Unit Code
             * @default
             */
            unit_code: string;
            /**
             * Owner
             * @description A post, never a person.
             * @default
             */
            owner: string;
            /**
             * Department
             * @default
             */
            department: string;
            /**
             * Division
             * @default
             */
            division: string;
            /** Lon */
            lon?: number | null;
            /** Lat */
            lat?: number | null;
            /** Floors */
            floors?: string[];
            /** Assessed */
            assessed?: string | null;
        };
        /**
         * NewPublicReport
         * @description A problem that a resident reports: its place as a position or a division.
         */
        NewPublicReport: {
            /**
             * Title
             * @default
             * @example 路灯不亮
             */
            title: string;
            /**
             * Text
             * @default
             */
            text: string;
            /**
             * Class Code
             * @default
             * @example c0118
             */
            class_code: string;
            /**
             * Division
             * @description A division's code.
             * @default
             */
            division: string;
            /** Lon */
            lon?: number | null;
            /** Lat */
            lat?: number | null;
            /**
             * On Water
             * @description The place is on a bridge or in the water, and meant so.
             * @default false
             */
            on_water: boolean;
            /**
             * Phone
             * @description To be called back; may be empty.
             * @default
             */
            phone: string;
            /**
             * Email
             * @description To be told; may be empty.
             * @default
             */
            email: string;
            /**
             * Sender
             * @description A random text that the sender's page keeps, so that nobody seconds their own report.
             * @default
             */
            sender: string;
            /**
             * Photos
             * @description Codes of photos that were sent before.
             * @default []
             */
            photos: string[];
            /**
             * Album
             * @description The `X-Album` that they were sent with.
             * @default
             */
            album: string;
        };
        /**
         * NewRules
         * @description Rules to be tried.
         */
        NewRules: {
            /**
             * Rules
             * @description TOML, tables of `[[routing]]`.
             */
            rules: string;
        };
        /**
         * NewSecond
         * @description Somebody else who saw the same.
         */
        NewSecond: {
            /** Sender */
            sender: string;
        };
        /**
         * NewSilence
         * @description A silence to be made: why, until when, and of which alarms; at least one is named.
         */
        NewSilence: {
            /**
             * Reason
             * @example The valve is replaced
             */
            reason: string;
            /**
             * Until At
             * Format: date-time
             */
            until_at: string;
            /** Begins At */
            begins_at?: string | null;
            /**
             * Maintenance
             * @description Work goes on there: alarms are tests.
             * @default false
             */
            maintenance: boolean;
            /**
             * Rule
             * @default
             */
            rule: string;
            /**
             * Kind
             * @default
             */
            kind: string;
            /**
             * Class
             * @default
             */
            class: string;
            /**
             * Object
             * @description An object or an asset.
             * @default
             */
            object: string;
            /**
             * Area
             * @default
             */
            area: string;
            /**
             * Division
             * @description A code or a path.
             * @default
             */
            division: string;
        };
        /**
         * NewSource
         * @description What in a point is dangerous.
         */
        NewSource: {
            /** Name */
            name: string;
            /**
             * Event
             * @description The code of GB/T 6441.
             */
            event: string;
            /**
             * Cause
             * @default
             */
            cause: string;
            /**
             * Consequence
             * @default
             */
            consequence: string;
            /**
             * Inherent
             * @description The scores without measures, by their letter.
             */
            inherent: {
                [key: string]: number;
            };
            /**
             * Residual
             * @description With them; else the same.
             */
            residual?: {
                [key: string]: number;
            } | null;
            /** Measures */
            measures?: components["schemas"]["NewMeasure"][];
        };
        /**
         * NewToken
         * @description A token to be made.
         */
        NewToken: {
            /**
             * Name
             * @example nightly export
             */
            name: string;
            /**
             * Scopes
             * @example [
             *       "premises.read"
             *     ]
             */
            scopes: string[];
            /**
             * Days
             * @example 90
             */
            days: number;
        };
        /**
         * NewWarden
         * @description A warden to be named: a post that is told of alarms, never a person.
         */
        NewWarden: {
            /**
             * Post
             * @example Floor warden, 12th floor
             */
            post: string;
            /**
             * Endpoint
             * @description The outbox's endpoint.
             */
            endpoint: number;
            /**
             * Step
             * @description The ladder's step it is told at.
             * @default 0
             */
            step: number;
            /**
             * Object
             * @description An object or an asset.
             * @default
             */
            object: string;
            /**
             * Floor
             * @default
             */
            floor: string;
            /**
             * Division
             * @description A code or a path.
             * @default
             */
            division: string;
        };
        /**
         * NoticeLine
         * @description A notice that holds or is to come.
         */
        NoticeLine: {
            /** Key */
            key: string;
            modifier: components["schemas"]["Named"];
            /** Title */
            title: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Until */
            until: string | null;
            /**
             * Divisions
             * @description Their codes.
             */
            divisions: string[];
            around: components["schemas"]["Reach"] | null;
            /** Assets */
            assets: string[];
            /** Points */
            points: number;
        };
        /**
         * NoticeLines
         * @description The notices that hold or are to come, the newest first.
         */
        NoticeLines: {
            /** Items */
            items: components["schemas"]["NoticeLine"][];
        };
        /**
         * NoticeTold
         * @description A notice that was told.
         */
        NoticeTold: {
            /** Key */
            key: string;
            /**
             * Fresh
             * @description Whether it is new, or another than before.
             */
            fresh: boolean;
            /**
             * Points
             * @description How many risk points it moves.
             */
            points: number;
        };
        /**
         * ObjectAlarm
         * @description An alarm of an object, open or closed.
         */
        ObjectAlarm: {
            /** Number */
            number: number;
            rule: components["schemas"]["Named"];
            /**
             * Priority
             * @enum {string}
             */
            priority: "low" | "medium" | "high" | "critical";
            /**
             * Colour
             * @enum {string}
             */
            colour: "blue" | "yellow" | "orange" | "red";
            /**
             * State
             * @enum {string}
             */
            state: "new" | "acknowledged" | "owned" | "shelved" | "closed";
            /**
             * Stream
             * @description The datastream that raised it.
             */
            stream: number | null;
            /**
             * Raised At
             * Format: date-time
             */
            raised_at: string;
            /** Cleared At */
            cleared_at: string | null;
            /** Closed At */
            closed_at: string | null;
        };
        /**
         * ObjectTold
         * @description An object as rules speak of it.
         */
        ObjectTold: {
            /** Object */
            object: string;
            /** Name */
            name: string;
            /** Asset */
            asset: string | null;
            /** Area */
            area: string;
            /**
             * Division
             * @description The names of its divisions, the largest first.
             */
            division: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** Streams */
            streams: components["schemas"]["SeenStream"][];
        };
        /**
         * OfficeMoved
         * @description How many cases would leave one office for another; null where a dispatcher decides.
         */
        OfficeMoved: {
            old: components["schemas"]["OfficeTold"] | null;
            new: components["schemas"]["OfficeTold"] | null;
            /** Cases */
            cases: number;
        };
        /**
         * OfficeTold
         * @description A department's office in a division.
         */
        OfficeTold: {
            department: components["schemas"]["Named"];
            /** Place */
            place: string[];
        };
        /**
         * OneTime
         * @description An account with its one-time password, which is shown this once.
         */
        OneTime: {
            account: components["schemas"]["Account"];
            /** Password */
            password: string;
        };
        /**
         * OpenSession
         * @description One of the sessions in which one is signed in; ``id`` is the beginning of its digest.
         */
        OpenSession: {
            /** Id */
            id: string;
            /** Origin */
            origin: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            /** This */
            this: boolean;
        };
        /**
         * OutageLine
         * @description A planned outage.
         */
        OutageLine: {
            /** Key */
            key: string;
            /** Title */
            title: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
            /** Place */
            place: string[];
            /** Department */
            department: string;
            /** Type */
            type: string;
        };
        /**
         * OutageLines
         * @description Outages that last or are to come, the next first.
         */
        OutageLines: {
            /** Items */
            items: components["schemas"]["OutageLine"][];
        };
        /**
         * OutageTold
         * @description A time in which the source didn't deliver.
         */
        OutageTold: {
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Until */
            until: string | null;
        };
        /**
         * Overdue
         * @description How many visits the law wants now, and how many of them are in the plan.
         */
        Overdue: {
            /** Due */
            due: number;
            /** Planned */
            planned: number;
        };
        /**
         * Overview
         * @description The city at a glance.
         */
        Overview: {
            /** As Of */
            as_of: string | null;
            /** Figures */
            figures: components["schemas"]["Figure"][];
            /** Sources */
            sources: components["schemas"]["SourceState"][];
            /** Grades */
            grades: {
                [key: string]: number;
            };
            /** Ranked By */
            ranked_by: string | null;
            /** Ranked By Text */
            ranked_by_text: string | null;
        };
        /**
         * PackKind
         * @description A kind of risk point that is usual in a field.
         */
        PackKind: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            type: components["schemas"]["Named"];
        };
        /**
         * PackLine
         * @description A starter pack: how much of each it holds.
         */
        PackLine: {
            field: components["schemas"]["Named"];
            scheme: components["schemas"]["Named"];
            /** Kinds */
            kinds: number;
            /** Checklists */
            checklists: number;
            /** Jha */
            jha: number;
            /** Scl */
            scl: number;
            /** Clauses */
            clauses: number;
        };
        /**
         * PackLines
         * @description The starter packs, in the order of the fields.
         */
        PackLines: {
            /** Items */
            items: components["schemas"]["PackLine"][];
        };
        /**
         * PackMeasure
         * @description A measure, and which of the five groups it is of.
         */
        PackMeasure: {
            group: components["schemas"]["Named"];
            /** Text */
            text: string;
        };
        /**
         * PackTold
         * @description The starter pack of a field.
         */
        PackTold: {
            field: components["schemas"]["Named"];
            scheme: components["schemas"]["Named"];
            /** Source */
            source: string;
            /** Kinds */
            kinds: components["schemas"]["PackKind"][];
            /** Checklists */
            checklists: components["schemas"]["ChecklistTold"][];
            /** Jha */
            jha: components["schemas"]["JhaTold"][];
            /** Scl */
            scl: components["schemas"]["SclTold"][];
            /** Clauses */
            clauses: components["schemas"]["ClauseTold"][];
            /**
             * Note
             * @description That a clause is met is concluded by a person.
             */
            note: string;
            /**
             * Modifiers
             * @description The living facts that move its risk points.
             */
            modifiers: components["schemas"]["Named"][];
            /**
             * Cycles
             * @description The statutory cycles of its equipment.
             */
            cycles: components["schemas"]["Named"][];
        };
        /**
         * PackedAlarms
         * @description All open alarms as columns, in the order of the list: what a map or a long list needs.
         */
        PackedAlarms: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Seq */
            seq: number;
            /**
             * Rules
             * @description What `rule` counts through.
             */
            rules: components["schemas"]["Named"][];
            /**
             * Divisions
             * @description What `division` counts through.
             */
            divisions: string[];
            /** Number */
            number: number[];
            /** Version */
            version: number[];
            /**
             * Priority
             * @description 0 low, 1 medium, 2 high, 3 critical.
             */
            priority: number[];
            /**
             * Colour
             * @description 0 blue, 1 yellow, 2 orange, 3 red.
             */
            colour: number[];
            /**
             * State
             * @description 0 new, 1 acknowledged, 2 owned, 3 shelved.
             */
            state: number[];
            /** Standing */
            standing: boolean[];
            /** Quiet */
            quiet: string[];
            /**
             * Raised
             * @description Milliseconds since 1970.
             */
            raised: number[];
            /**
             * Respond By
             * @description Milliseconds since 1970.
             */
            respond_by: number[];
            /** Rule */
            rule: number[];
            /** Name */
            name: string[];
            /** Owner */
            owner: string[];
            /** Division */
            division: number[];
            /**
             * Group
             * @description 0 for none.
             */
            group: number[];
            /** Lon */
            lon: (number | null)[];
            /** Lat */
            lat: (number | null)[];
        };
        /**
         * PairDetail
         * @description Two records side by side, from the odds of any two to theirs.
         */
        PairDetail: {
            one: components["schemas"]["LinkSide"];
            other: components["schemas"]["LinkSide"];
            /** Fields */
            fields: components["schemas"]["LinkField"][];
            /** Start */
            start: number;
            /** Steps */
            steps: components["schemas"]["LinkStep"][];
            /** Weight */
            weight: number;
            /** Probability */
            probability: number;
            /** Together */
            together: boolean;
            decision: components["schemas"]["DecisionTold"] | null;
            /** Lines */
            lines: string[];
        };
        /**
         * PastName
         * @description What a code stood for between two days.
         */
        PastName: {
            /** Name */
            name: string;
            /**
             * Level
             * @enum {string}
             */
            level: "city" | "district" | "street" | "community" | "grid";
            /** Parent */
            parent: string;
            /** Valid From */
            valid_from: string | null;
            /** Valid To */
            valid_to: string | null;
            /** Successors */
            successors: string[];
        };
        /**
         * PastVisit
         * @description A visit and whether it found something.
         */
        PastVisit: {
            /** Day */
            day: string;
            /** Found */
            found: boolean | null;
            /** Summary */
            summary: string;
        };
        /**
         * PatrolLine
         * @description A risk point to be patrolled.
         */
        PatrolLine: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Unit */
            unit: string;
            /**
             * Owner
             * @description The post that answers for it.
             */
            owner: string;
            /**
             * Division
             * @description The names of its divisions, the largest first.
             */
            division: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** @description The colour without its measures, by which it is patrolled. */
            inherent: components["schemas"]["Named"];
            now: components["schemas"]["Named"];
            /** Every Days */
            every_days: number;
            /** Last */
            last: string | null;
            /**
             * Due
             * Format: date
             */
            due: string;
            /**
             * Overdue Days
             * @description How long it is overdue; 0 while it is in time.
             */
            overdue_days: number;
        };
        /**
         * PatrolLines
         * @description Patrols, the longest overdue first.
         */
        PatrolLines: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["PatrolLine"][];
        };
        /**
         * PatrolNoted
         * @description A patrol that was noted.
         */
        PatrolNoted: {
            /** Code */
            code: string;
            /**
             * Fresh
             * @description Whether it wasn't noted before.
             */
            fresh: boolean;
            /**
             * Due
             * Format: date
             * @description The last day in time for the next.
             */
            due: string;
            /**
             * Findings
             * @description The numbers of the cases it opened.
             */
            findings: string[];
        };
        /**
         * PeriodTold
         * @description A period: its name, its first day and the first one after it.
         */
        PeriodTold: {
            /** Name */
            name: string;
            /**
             * First
             * Format: date
             */
            first: string;
            /**
             * End
             * Format: date
             */
            end: string;
        };
        /**
         * PermissionText
         * @description A permission in words.
         */
        PermissionText: {
            /**
             * Permission
             * @enum {string}
             */
            permission: "city.read" | "premises.read" | "plan.read" | "backtest.read" | "quarantine.read" | "link.read" | "link.decide" | "asset.read" | "pool.read" | "case.read" | "case.report" | "case.accept" | "case.dispatch" | "case.handle" | "case.verify" | "case.supervise" | "case.contact" | "risk.read" | "risk.manage" | "alarm.read" | "alarm.handle" | "alarm.manage" | "fleet.read" | "fleet.manage" | "fleet.look" | "crowd.read" | "crowd.exact" | "rule.read" | "rule.manage" | "sensing.read" | "sensing.send" | "sensing.manage" | "alert.read" | "alert.compose" | "alert.approve" | "alert.cancel" | "alert.manage" | "quarantine.mend" | "personal.read" | "job.read" | "job.run" | "ledger.read" | "account.read" | "account.manage" | "outbox.read" | "outbox.manage" | "system.read";
            /** Text */
            text: string;
        };
        /**
         * PhoneTold
         * @description A message as it comes by one way to a phone.
         */
        PhoneTold: {
            /** Way */
            way: string;
            /** Title */
            title: string;
            /** Text */
            text: string;
            /** Most */
            most: number;
            /** Over */
            over: number;
        };
        /**
         * PhotoAdded
         * @description The code that reports and acts name the photo by, and its size as it is kept.
         */
        PhotoAdded: {
            /**
             * Code
             * @example ph_0123456789abcdefghij
             */
            code: string;
            /** Width */
            width: number;
            /** Height */
            height: number;
        };
        /**
         * PictureFault
         * @description Something wrong with a picture.
         */
        PictureFault: {
            fault: components["schemas"]["Named"];
            /** Value */
            value: number;
            /** Limit */
            limit: number;
            /** Why */
            why: string;
        };
        /**
         * Plan
         * @description Today's routes.
         */
        Plan: {
            /** Date */
            date: string;
            /** Teams */
            teams: components["schemas"]["Team"][];
            /** Random Share */
            random_share: number;
            /** Seed */
            seed: string;
            /** Unrouted */
            unrouted: number;
            overdue?: components["schemas"]["Overdue"] | null;
            /** Shift Minutes */
            shift_minutes: number;
            exports: components["schemas"]["Exports"];
        };
        /**
         * PointPut
         * @description A point that was registered.
         */
        PointPut: {
            /** Code */
            code: string;
            /** Fresh */
            fresh: boolean;
            /**
             * Colour
             * @enum {string}
             */
            colour: "blue" | "yellow" | "orange" | "red";
        };
        /**
         * Premises
         * @description Every placed premises as columns, for the map.
         */
        Premises: {
            /** Id */
            id: string[];
            /** Lon */
            lon: number[];
            /** Lat */
            lat: number[];
            /** Grade */
            grade: ("red" | "orange" | "yellow" | "blue")[];
            /** Score */
            score: number[];
            /** Rank */
            rank: number[];
            /** Name */
            name: (string | null)[];
        };
        /**
         * Preview
         * @description What people would see and hear, and what is wrong.
         */
        Preview: {
            /** Draft */
            draft: number;
            /** Digest */
            digest: string;
            /**
             * Status
             * @enum {string}
             */
            status: "Actual" | "Exercise" | "Test";
            /** Texts */
            texts: components["schemas"]["SpokenPreview"][];
            area: components["schemas"]["AreaTold"];
            /** Problems */
            problems: components["schemas"]["ProblemTold"][];
            /**
             * Changes
             * @description What differs from the message it replaces.
             */
            changes: string[];
            /** Publishable */
            publishable: boolean;
            /**
             * Cap
             * @description The message but for the moment it is sent.
             */
            cap: string;
        };
        /**
         * ProblemTold
         * @description Something that is wrong with a message, or could be better.
         */
        ProblemTold: {
            /** Rule */
            rule: string;
            /**
             * Level
             * @description ``error`` keeps it from being published, ``advice`` doesn't.
             */
            level: string;
            /** Path */
            path: string;
            /**
             * Field
             * @description What to change in the form, such as ``expires``, ``area``, ``texts``, ``texts.zh.headline``; empty where it is nothing of the form.
             */
            field: string;
            /** Text */
            text: string;
            /** Mend */
            mend: string;
        };
        /**
         * PromiseTold
         * @description A promise of the contract, and what was done; ``since`` says from when it is broken.
         */
        PromiseTold: {
            /**
             * Promise
             * @enum {string}
             */
            promise: "frequency" | "latency" | "complete";
            /** Column */
            column: string;
            /** Promised */
            promised: string;
            /** Measured */
            measured: string;
            /** Kept */
            kept: boolean;
            /** Since */
            since: string | null;
            /** Text */
            text: string;
        };
        /**
         * Proof
         * @description The secret, and a code that proves an authenticator has it.
         */
        "Proof-Input": {
            /**
             * Secret
             * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
             */
            secret: string;
            /**
             * Code
             * @example 123456
             */
            code: string;
        };
        /**
         * Proof
         * @description What came of a replay of the rule.
         */
        "Proof-Output": {
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /**
             * Digest
             * @description SHA-256 of the certificate.
             */
            digest: string;
            figures: components["schemas"]["Figures"];
        };
        /**
         * ProposedTold
         * @description The form that an alarm proposes.
         */
        ProposedTold: {
            /** Alarm */
            alarm: number;
            /** Form */
            form: {
                [key: string]: unknown;
            };
        };
        /**
         * ProviderTold
         * @description A provider of single sign-on; begin at ``api/session/oidc/{name}``.
         */
        ProviderTold: {
            /** Name */
            name: string;
            /** Title */
            title: string;
        };
        /**
         * PublicAlert
         * @description An alert in force, in plain words.
         */
        PublicAlert: {
            /** Id */
            id: string;
            /** Sender */
            sender: string;
            /** Event */
            event: string;
            /** Headline */
            headline: string;
            /** Description */
            description: string;
            /** Instruction */
            instruction: string;
            /** Severity */
            severity: string;
            /** Urgency */
            urgency: string;
            /** Area */
            area: string;
            /** Sent */
            sent: string | null;
            /** Expires */
            expires: string | null;
            /** Web */
            web: string;
            /** Contact */
            contact: string;
            /** Theirs */
            theirs: boolean;
            /** Document */
            document: string;
            /** Shape */
            shape: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * PublicAlertsTold
         * @description What is in force; nothing is as good an answer as any.
         */
        PublicAlertsTold: {
            /** Items */
            items: components["schemas"]["PublicAlert"][];
        };
        /**
         * PublicAnswered
         * @description An answer that was taken down.
         */
        PublicAnswered: {
            /** Number */
            number: string;
            /**
             * Until
             * @description Until when the office may open it again; null where that isn't asked for.
             */
            until: string | null;
        };
        /**
         * PublicCityTold
         * @description A city whose public door is open.
         */
        PublicCityTold: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Bounds */
            bounds: [
                number,
                number,
                number,
                number
            ];
            /** Languages */
            languages: string[];
        };
        /**
         * PublicClass
         * @description A class of problem that may be reported, and the group it belongs to.
         */
        PublicClass: {
            /** Code */
            code: string;
            /** Title */
            title: string;
            /** Group */
            group: string;
        };
        /**
         * PublicDoorTold
         * @description What may be reported to a city, and how long a contact is kept.
         */
        PublicDoorTold: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Bounds */
            bounds: [
                number,
                number,
                number,
                number
            ];
            /** Languages */
            languages: string[];
            /** Classes */
            classes: components["schemas"]["PublicClass"][];
            /**
             * Contact Days
             * @description A contact is erased so many days after the case's end.
             */
            contact_days: number;
            /**
             * Photos
             * @description So many photos are taken with a report.
             */
            photos: number;
            /**
             * Alerts
             * @description Whether it warns its residents, on the page `/alerts/` and its name.
             */
            alerts: boolean;
            /** Title Longest */
            title_longest: number;
            /** Text Longest */
            text_longest: number;
        };
        /**
         * PublicGuess
         * @description A class that a text may mean.
         */
        PublicGuess: {
            /** Code */
            code: string;
            /** Title */
            title: string;
            /** Group */
            group: string;
        };
        /**
         * PublicLeft
         * @description A report that was taken in, and the secret by which its sender asks again.
         */
        PublicLeft: {
            /** Number */
            number: string;
            /**
             * Code
             * @description Told this once; null where it had been told before.
             */
            code: string | null;
            /**
             * Address
             * @description The page of the report, with the code in it.
             */
            address: string | null;
            /**
             * Picture
             * @description The address as a QR code, a data URI of SVG.
             */
            picture: string | null;
            /** Fresh */
            fresh: boolean;
        };
        /**
         * PublicNear
         * @description An open report near a place: nothing of what anybody wrote.
         */
        PublicNear: {
            /** Number */
            number: string;
            /** Class */
            class: string | null;
            state: components["schemas"]["Named"];
            /**
             * Metres
             * @description About how far, in steps of ten.
             */
            metres: number;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /**
             * Reports
             * @description How many have reported it.
             */
            reports: number;
        };
        /**
         * PublicNotice
         * @description A public notice of listed supervision; ``delisted_at`` is None while the case is on it.
         */
        PublicNotice: {
            /** Number */
            number: string;
            /**
             * Class
             * @description What it is about.
             */
            class: string | null;
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /**
             * Issuer
             * @description The office that put it on the list.
             */
            issuer: string | null;
            /**
             * Department
             * @description Who has to solve it.
             */
            department: string | null;
            /**
             * Leader
             * @description The responsible post, never a person's name.
             */
            leader: string;
            /** Reason */
            reason: string;
            /**
             * Deadline
             * Format: date-time
             */
            deadline: string;
            /**
             * Listed At
             * Format: date-time
             */
            listed_at: string;
            /** Delisted At */
            delisted_at: string | null;
        };
        /**
         * PublicNotices
         * @description A page of the public list, the newest first.
         */
        PublicNotices: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["PublicNotice"][];
        };
        /**
         * PublicOwn
         * @description What only the sender sees, by the code: their own words.
         */
        PublicOwn: {
            /** Title */
            title: string;
            /** Text */
            text: string;
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /**
             * Photos
             * @description How many photos that came with it are kept.
             */
            photos: number;
            /**
             * Contact
             * @description Whether a contact is kept.
             */
            contact: boolean;
            /**
             * May Answer
             * @description Whether it can be said now how it was solved.
             */
            may_answer: boolean;
        };
        /**
         * PublicPlace
         * @description A division to choose where there is no position; ``parts`` where it has smaller ones.
         */
        PublicPlace: {
            /** Code */
            code: string;
            /** Title */
            title: string;
            /** Parts */
            parts: boolean;
        };
        /**
         * PublicSeconded
         * @description A report that was seconded.
         */
        PublicSeconded: {
            /** Number */
            number: string;
            /**
             * Reports
             * @description How many have reported it.
             */
            reports: number;
        };
        /**
         * PublicStatus
         * @description How a report stands.
         */
        PublicStatus: {
            /** Number */
            number: string;
            /** Class */
            class: string | null;
            state: components["schemas"]["Named"];
            /** Open */
            open: boolean;
            /**
             * Step
             * @description Of the seven, 1 to 7.
             */
            step: number;
            /** Steps */
            steps: components["schemas"]["PublicStep"][];
            /**
             * Place
             * @description The names of its divisions, the largest first.
             */
            place: string[];
            /**
             * Department
             * @description Who has it.
             */
            department: string | null;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /**
             * Due At
             * @description By when it shall be put right.
             */
            due_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Joined
             * @description The number of the report it was joined to.
             */
            joined: string | null;
            /**
             * Reports
             * @description How many have reported it.
             */
            reports: number;
            own: components["schemas"]["PublicOwn"] | null;
        };
        /**
         * PublicStep
         * @description A state of a report in plain words, and when it began.
         */
        PublicStep: {
            state: components["schemas"]["Named"];
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * Quarantine
         * @description What waits in quarantine.
         */
        Quarantine: {
            /** Total */
            total: number;
            /** Next */
            next: string | null;
            /** By Rule */
            by_rule: components["schemas"]["QuarantineRule"][];
            /** Items */
            items: components["schemas"]["QuarantineRow"][];
        };
        /**
         * QuarantineCell
         * @description One column of a row as it was sent; ``hidden`` ones are about people and not shown.
         */
        QuarantineCell: {
            /** Name */
            name: string;
            /** Value */
            value: string | null;
            /** Hidden */
            hidden: boolean;
            /** Mendable */
            mendable: boolean;
        };
        /**
         * QuarantineDetail
         * @description A quarantined row whole: where it came from, all that is wrong with it, its cells.
         */
        QuarantineDetail: {
            /** Id */
            id: string;
            /** Source */
            source: string;
            /** Title */
            title: string;
            /** File */
            file: string;
            /** Row */
            row: number;
            /**
             * Line
             * @description The line as sent, where it couldn't be split.
             */
            line: string | null;
            /** Problems */
            problems: components["schemas"]["QuarantineProblem"][];
            /** Cells */
            cells: components["schemas"]["QuarantineCell"][];
        };
        /**
         * QuarantineProblem
         * @description One rule that a row breaks, in words.
         */
        QuarantineProblem: {
            /** Column */
            column: string;
            /** Value */
            value: string | null;
            /** Rule */
            rule: string;
            /** Rule Text */
            rule_text: string;
            /** Text */
            text: string;
        };
        /**
         * QuarantineRow
         * @description One quarantined row, with the sentence for the clerk.
         */
        QuarantineRow: {
            /** Id */
            id: string;
            /** Source */
            source: string;
            /** Row */
            row: number;
            /** Column */
            column: string | null;
            /** Value */
            value: string | null;
            /** Rule */
            rule: string;
            /** Text */
            text: string;
        };
        /**
         * QuarantineRule
         * @description How many rows of a source broke a rule.
         */
        QuarantineRule: {
            /** Source */
            source: string;
            /** Rule */
            rule: string;
            /** Text */
            text: string;
            /** Count */
            count: number;
        };
        /**
         * RankedItem
         * @description A row of the ranked list.
         */
        RankedItem: {
            /** Rank */
            rank: number;
            /** Asset */
            asset: string;
            /** Name */
            name: string | null;
            /** Address */
            address: string | null;
            /** Type */
            type: string | null;
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** Division */
            division: string[];
            /**
             * Grade
             * @enum {string}
             */
            grade: "red" | "orange" | "yellow" | "blue";
            /** Score */
            score: number;
            /** Last Visit */
            last_visit: string | null;
            /** Reason */
            reason: string | null;
            /** In Plan */
            in_plan: boolean;
            /** Random */
            random: boolean;
        };
        /**
         * Ranking
         * @description A page of the ranked list.
         */
        Ranking: {
            /** Total */
            total: number;
            /** Mean Score */
            mean_score: number;
            /** Items */
            items: components["schemas"]["RankedItem"][];
        };
        /**
         * RateDay
         * @description The rates of a day; the counts are of all its looks together.
         */
        RateDay: {
            part: components["schemas"]["Named"];
            /** Counted */
            counted: number;
            /** Online */
            online: number;
            /** Well */
            well: number;
            /**
             * Excused
             * @description By a planned outage; not counted.
             */
            excused: number;
            /**
             * Online Rate
             * @description 0 to 1; none where nothing is counted.
             */
            online_rate: number | null;
            /** Well Rate */
            well_rate: number | null;
            /**
             * Day
             * Format: date
             */
            day: string;
        };
        /**
         * RateDays
         * @description Rates day by day, with their definitions.
         */
        RateDays: {
            /** Defined */
            defined: components["schemas"]["RateDefined"][];
            /** Items */
            items: components["schemas"]["RateDay"][];
        };
        /**
         * RateDefined
         * @description What a rate is.
         */
        RateDefined: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Formula */
            formula: string;
            /** Source */
            source: string;
        };
        /**
         * RateLine
         * @description How much of a part of the fleet answers.
         */
        RateLine: {
            part: components["schemas"]["Named"];
            /** Counted */
            counted: number;
            /** Online */
            online: number;
            /** Well */
            well: number;
            /**
             * Excused
             * @description By a planned outage; not counted.
             */
            excused: number;
            /**
             * Online Rate
             * @description 0 to 1; none where nothing is counted.
             */
            online_rate: number | null;
            /** Well Rate */
            well_rate: number | null;
        };
        /**
         * Rationalised
         * @description What ISA-18.2 asks to be decided of each alarm before it is switched on.
         */
        Rationalised: {
            rule: components["schemas"]["Named"];
            /** Version */
            version: number;
            /**
             * Priority
             * @enum {string}
             */
            priority: "low" | "medium" | "high" | "critical";
            /** Consequence */
            consequence: string;
            /** Response */
            response: string;
            /** Respond Within S */
            respond_within_s: number;
            /** Opens Case */
            opens_case: boolean;
            /**
             * Group
             * @description The law by which its alarms are grouped; empty for none.
             */
            group: string;
            /** Source */
            source: string;
        };
        /**
         * Reach
         * @description All that lies within so many metres of a place.
         */
        Reach: {
            /** Lon */
            lon: number;
            /** Lat */
            lat: number;
            /** Metres */
            metres: number;
        };
        /**
         * Reading
         * @description Which value is read, and why.
         */
        Reading: {
            /**
             * Source
             * @example hotline
             */
            source: string;
            /**
             * Key
             * @example R000000001
             */
            key: string;
            /**
             * Column
             * @example 联系电话
             */
            column: string;
            /**
             * Why
             * @example Case 17: to ask where the gas leaks
             */
            why: string;
        };
        /**
         * ReadingsTaken
         * @description What became of the readings; all that were taken are on disk.
         */
        ReadingsTaken: {
            /**
             * Taken
             * @description New ones.
             */
            taken: number;
            /**
             * Repeated
             * @description Those that were had already; each counts once.
             */
            repeated: number;
            /** Refused */
            refused: number;
            /**
             * Reasons
             * @description How many were refused for each reason.
             */
            reasons: {
                [key: string]: number;
            };
            /**
             * Rows
             * @description The first of those that were refused.
             */
            rows: components["schemas"]["RefusedRow"][];
        };
        /**
         * Ready
         * @description Whether the server can do its work, and if not, why.
         */
        Ready: {
            /** Ready */
            ready: boolean;
            /** Checks */
            checks: components["schemas"]["Check"][];
        };
        /**
         * Reason
         * @description A factor in words, with its effect on the log-odds of a finding.
         */
        Reason: {
            /** Text */
            text: string;
            /** Effect */
            effect: number;
        };
        /**
         * ReceiptTold
         * @description That somebody was told, or is still to be told.
         */
        ReceiptTold: {
            /** Endpoint */
            endpoint: string;
            /** Kind */
            kind: string;
            /** Act */
            act: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "delivered" | "dead";
            /** Attempts */
            attempts: number;
            /**
             * At
             * @description When it was taken.
             */
            at: string | null;
            /**
             * Next At
             * @description When it is tried again.
             */
            next_at: string | null;
            /** Error */
            error: string;
        };
        /**
         * ReceiptsTold
         * @description A page of receipts.
         */
        ReceiptsTold: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["AlertReceiptTold"][];
        };
        /**
         * RecordValue
         * @description A column of a record, as sent.
         */
        RecordValue: {
            /** Column */
            column: string;
            /** Value */
            value: string | null;
        };
        /**
         * RefusedDevice
         * @description A row that was not taken.
         */
        RefusedDevice: {
            /**
             * Row
             * @description Counted from 1.
             */
            row: number;
            /** Key */
            key: string;
            /** Reason */
            reason: string;
        };
        /**
         * RefusedPage
         * @description What was refused, the latest first.
         */
        RefusedPage: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["RefusedTold"][];
        };
        /**
         * RefusedRow
         * @description A reading that was not taken.
         */
        RefusedRow: {
            /**
             * Row
             * @description Its place among those sent; 0 is the first.
             */
            row: number;
            /**
             * Reason
             * @example not_owner
             */
            reason: string;
            /**
             * Text
             * @description Why, in words.
             */
            text: string;
        };
        /**
         * RefusedTold
         * @description What was refused of one sender for one reason within a minute.
         */
        RefusedTold: {
            /** Id */
            id: number;
            /** Source */
            source: string;
            /** Sender */
            sender: string;
            /** Reason */
            reason: string;
            /**
             * Text
             * @description Why, in words.
             */
            text: string;
            /**
             * Sample
             * @description The first of them, cut short.
             */
            sample: string;
            /** Times */
            times: number;
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
        };
        /**
         * RepairPut
         * @description Whether a device is in repair.
         */
        RepairPut: {
            /** Repair */
            repair: boolean;
        };
        /**
         * Reset
         * @description How to let somebody in again.
         */
        Reset: {
            /**
             * Second Factor
             * @description Take the second factor away too.
             * @default false
             * @example false
             */
            second_factor: boolean;
        };
        /**
         * ResidentsTold
         * @description Residents inside an area, estimated from counts of divisions; few are none.
         */
        ResidentsTold: {
            /** People */
            people: number | null;
            /**
             * Counted
             * @description How much of the area was counted, 0 to 1.
             */
            counted: number;
            /** Parts */
            parts: components["schemas"]["InsideTold"][];
        };
        /**
         * RiskColumns
         * @description Every risk point within one's scope that has a position, as columns.
         */
        RiskColumns: {
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Id */
            id: string[];
            /** Name */
            name: string[];
            /** Lon */
            lon: number[];
            /** Lat */
            lat: number[];
            /**
             * Grade
             * @description The colour now.
             */
            grade: ("blue" | "yellow" | "orange" | "red")[];
            /**
             * Inherent
             * @description The colour without the measures.
             */
            inherent: ("blue" | "yellow" | "orange" | "red")[];
            /**
             * Score
             * @description The value now, under each point's own scheme.
             */
            score: number[];
        };
        /**
         * RiskDay
         * @description How many points were of each colour at the end of a day.
         */
        RiskDay: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /**
             * End
             * Format: date-time
             * @description When the day ended in the city; now for a day that goes on.
             */
            end: string;
            /** Points */
            points: {
                [key: string]: number;
            };
        };
        /**
         * RiskDetail
         * @description A risk point with all that is known of it.
         */
        RiskDetail: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            type: components["schemas"]["Named"];
            field: components["schemas"]["Named"];
            /** Unit */
            unit: string;
            /**
             * Division
             * @description The names of its divisions, the largest first.
             */
            division: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** @description Without its measures. */
            inherent: components["schemas"]["Graded"];
            /** @description With its measures. */
            residual: components["schemas"]["Graded"];
            /** @description By the facts of the day. */
            now: components["schemas"]["Graded"];
            /**
             * Review At
             * Format: date-time
             */
            review_at: string;
            /** Department */
            department: string;
            /**
             * Owner
             * @description The post that answers for it.
             */
            owner: string;
            scheme: components["schemas"]["Named"];
            /** Formula */
            formula: string;
            /**
             * Why
             * @description Why it is of this colour now, in words.
             */
            why: string;
            /**
             * Control
             * @description At which level of its unit it is controlled.
             */
            control: string;
            /** Patrol Days */
            patrol_days: number;
            /**
             * Patrolled At
             * @description When it was last patrolled; none for never.
             */
            patrolled_at: string | null;
            /**
             * Patrol Due
             * Format: date
             * @description The last day in time for the next patrol.
             */
            patrol_due: string;
            /**
             * Reviewed At
             * Format: date-time
             */
            reviewed_at: string;
            /** @description Why it is to be reviewed by ``review_at``. */
            review_why: components["schemas"]["Named"];
            /**
             * Review Case
             * @description The case in which it is reviewed; empty for none.
             */
            review_case: string;
            /** Retired At */
            retired_at: string | null;
            installation: components["schemas"]["InstallationTold"] | null;
            /** Sources */
            sources: components["schemas"]["RiskSourceTold"][];
            /** Facts */
            facts: components["schemas"]["FactTold"][];
            /** Changes */
            changes: components["schemas"]["anlan__api__risk_shapes__ChangeTold"][];
        };
        /**
         * RiskHistory
         * @description Day by day how many points were of each colour.
         */
        RiskHistory: {
            /** Days */
            days: components["schemas"]["RiskDay"][];
        };
        /**
         * RiskLine
         * @description A risk point in a list.
         */
        RiskLine: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            type: components["schemas"]["Named"];
            field: components["schemas"]["Named"];
            /** Unit */
            unit: string;
            /**
             * Division
             * @description The names of its divisions, the largest first.
             */
            division: string[];
            /** Lon */
            lon: number | null;
            /** Lat */
            lat: number | null;
            /** @description Without its measures. */
            inherent: components["schemas"]["Graded"];
            /** @description With its measures. */
            residual: components["schemas"]["Graded"];
            /** @description By the facts of the day. */
            now: components["schemas"]["Graded"];
            /**
             * Review At
             * Format: date-time
             */
            review_at: string;
        };
        /**
         * RiskLines
         * @description Risk points, the most dangerous first.
         */
        RiskLines: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["RiskLine"][];
        };
        /**
         * RiskPointName
         * @description What a point of the map is.
         */
        RiskPointName: {
            /**
             * Id
             * @description As the packed points number it.
             */
            id: number;
            /** Code */
            code: string;
            /** Name */
            name: string;
            /**
             * Value
             * @description By the facts of the day.
             */
            value: number;
            /**
             * Colour
             * @enum {string}
             */
            colour: "blue" | "yellow" | "orange" | "red";
        };
        /**
         * RiskSourceTold
         * @description What in a point is dangerous, and how that was graded.
         */
        RiskSourceTold: {
            /** Name */
            name: string;
            event: components["schemas"]["Named"];
            /** Cause */
            cause: string;
            /** Consequence */
            consequence: string;
            /**
             * Inherent
             * @description The scores without measures, by their letter.
             */
            inherent: {
                [key: string]: number;
            };
            /**
             * Residual
             * @description The scores with them.
             */
            residual: {
                [key: string]: number;
            };
            /**
             * Why
             * @description How the scores make the grade, in words.
             */
            why: string;
            /** Measures */
            measures: components["schemas"]["MeasureTold"][];
        };
        /**
         * Role
         * @description A role that can be given in a city; ``*`` is everywhere.
         */
        Role: {
            /** Name */
            name: string;
            /** City */
            city: string;
            /** Title */
            title: string;
            /** May */
            may: components["schemas"]["PermissionText"][];
        };
        /**
         * RoutePlace
         * @description Where an asset stands in today's routes.
         */
        RoutePlace: {
            /** Team */
            team: number;
            /** Order */
            order: number;
        };
        /**
         * RoutingTold
         * @description The rules of routing in order, and as the pack writes them.
         */
        RoutingTold: {
            /** Rules */
            rules: components["schemas"]["RuleTold"][];
            /**
             * Text
             * @description TOML, tables of `[[routing]]`.
             */
            text: string;
        };
        /**
         * RuleCount
         * @description How many cases would go elsewhere by a rule; null where none fits.
         */
        RuleCount: {
            /** Rule */
            rule: string | null;
            /** Cases */
            cases: number;
        };
        /**
         * RuleLine
         * @description A version of a rule.
         */
        RuleLine: {
            /** Rule */
            rule: string;
            /** Version */
            version: number;
            /** Name */
            name: string;
            /**
             * Says
             * @description The rule in words.
             */
            says: string;
            /** Priority */
            priority: string;
            /**
             * Owner
             * @description The department that answers for it.
             */
            owner: string;
            /** On Since */
            on_since: string | null;
            /** @description The newest certificate that covers it. */
            proof: components["schemas"]["Proof-Output"] | null;
            /** @description None while it is off. */
            in_life: components["schemas"]["InLife"] | null;
        };
        /**
         * RuleLines
         * @description A city's rules, the newest version of each first.
         */
        RuleLines: {
            /** Items */
            items: components["schemas"]["RuleLine"][];
        };
        /**
         * RuleMend
         * @description All rows whose column breaks a rule with one value: what it shall be instead.
         */
        RuleMend: {
            /**
             * Source
             * @example hotline
             */
            source: string;
            /**
             * Rule
             * @example enum
             */
            rule: string;
            /**
             * Column
             * @example district
             */
            column: string;
            /**
             * Value
             * @description Null or empty: no value.
             */
            value?: string | null;
            /**
             * Now
             * @description Null or empty: no value.
             */
            now: string | null;
            /**
             * Why
             * @example The licence office gave the right code
             */
            why: string;
        };
        /**
         * RulePage
         * @description A version of a rule with all that it declares.
         */
        RulePage: {
            /** Rule */
            rule: string;
            /** Version */
            version: number;
            /** Name */
            name: string;
            /**
             * Says
             * @description The rule in words.
             */
            says: string;
            /** Priority */
            priority: string;
            /**
             * Owner
             * @description The department that answers for it.
             */
            owner: string;
            /** On Since */
            on_since: string | null;
            /** @description The newest certificate that covers it. */
            proof: components["schemas"]["Proof-Output"] | null;
            /** @description None while it is off. */
            in_life: components["schemas"]["InLife"] | null;
            /**
             * Body
             * @description The rule, with those it combines, as declared.
             */
            body: {
                [key: string]: unknown;
            };
        };
        /**
         * RuleTold
         * @description A routing rule in words.
         */
        RuleTold: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /**
             * When
             * @description All must hold.
             */
            when: string[];
            department: components["schemas"]["Named"];
            level: components["schemas"]["Named"];
            /**
             * Shadowed By
             * @description An earlier rule that always decides first.
             */
            shadowed_by: string | null;
        };
        /**
         * RungCount
         * @description How many open cases stand at a rung.
         */
        RungCount: {
            rung: components["schemas"]["Named"];
            /** Cases */
            cases: number;
        };
        /**
         * SclItem
         * @description A part of a place or facility: how it must be, how it may not be, and what is done.
         */
        SclItem: {
            /** Item */
            item: string;
            /** Standard */
            standard: string;
            /** Deviation */
            deviation: string;
            event: components["schemas"]["Named"];
            /** Measures */
            measures: components["schemas"]["PackMeasure"][];
        };
        /**
         * SclTold
         * @description Safety checklist analysis of a place or facility.
         */
        SclTold: {
            /** Kind */
            kind: string;
            /** Name */
            name: string;
            /** Items */
            items: components["schemas"]["SclItem"][];
        };
        /**
         * Sector
         * @description What lies downwind of a place: the wind blows from ``wind_from`` (degrees from north).
         *
         *     It reaches ``metres`` and is ``angle`` degrees wide. ``upwind`` turns it around.
         */
        Sector: {
            /** Lon */
            lon: number;
            /** Lat */
            lat: number;
            /** Metres */
            metres: number;
            /** Wind From */
            wind_from: number;
            /**
             * Angle
             * @default 60
             */
            angle: number;
            /**
             * Upwind
             * @default false
             */
            upwind: boolean;
        };
        /**
         * SeenDevice
         * @description That a device answered.
         */
        SeenDevice: {
            /** Key */
            key: string;
            /**
             * At
             * @description When; now unless given.
             */
            at?: string | null;
            /**
             * Battery
             * @description In percent.
             */
            battery?: number | null;
        };
        /**
         * SeenDevices
         * @description That some devices answered.
         */
        SeenDevices: {
            /** Devices */
            devices: components["schemas"]["SeenDevice"][];
        };
        /**
         * SeenStream
         * @description A datastream of an object.
         */
        SeenStream: {
            /** Id */
            id: number;
            /** Key */
            key: string;
            /** Name */
            name: string;
            /**
             * Thing
             * @description The key of its thing.
             */
            thing: string;
            kind: components["schemas"]["Named"];
            /**
             * Unit
             * @description In which its readings are told.
             */
            unit: string;
            /** Interval S */
            interval_s: number | null;
            /** Limits */
            limits: components["schemas"]["LimitsTold"][];
        };
        /**
         * SeenTaken
         * @description How many were noted, and the keys of those that are no devices, or not within one's scope.
         */
        SeenTaken: {
            /** Noted */
            noted: number;
            /** Unknown */
            unknown: string[];
        };
        /**
         * SensorKindTold
         * @description A kind of sensor that the city has.
         */
        SensorKindTold: {
            kind: components["schemas"]["Named"];
            /** Unit */
            unit: string;
            /** Streams */
            streams: number;
        };
        /**
         * SeriesLines
         * @description Readings over a time, without its end.
         */
        SeriesLines: {
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
            /** Items */
            items: components["schemas"]["SeriesTold"][];
        };
        /**
         * SeriesTold
         * @description The readings of a datastream; where they are many, steps with the least and the most.
         */
        SeriesTold: {
            /** Stream */
            stream: number;
            /**
             * Step S
             * @description How long a step is; 0 where the readings are told as they are.
             */
            step_s: number;
            /**
             * At
             * @description When each reading was, or step begins: ms since 1970 UTC.
             */
            at: number[];
            /**
             * Value
             * @description The reading, or the mean of the usable ones.
             */
            value: (number | null)[];
            /** Least */
            least: (number | null)[];
            /** Most */
            most: (number | null)[];
            /**
             * Count
             * @description How many readings.
             */
            count: number[];
            /**
             * Bad
             * @description How many of them aren't usable.
             */
            bad: number[];
        };
        /**
         * Session
         * @description Who is signed in, and what is still to be done.
         *
         *     ``stage`` is ``none`` where nobody is. ``csrf`` goes into the header X-CSRF-Token of every
         *     request that changes something.
         */
        Session: {
            /**
             * Stage
             * @example full
             */
            stage: ("full" | "totp" | "password") | string;
            /**
             * Door
             * @example session
             */
            door: string | null;
            /** Account */
            account: number | null;
            /** Login */
            login: string;
            /** Name */
            name: string;
            /** Second Factor */
            second_factor: boolean;
            /** Csrf */
            csrf: string;
            /** May */
            may: components["schemas"]["May"][];
            /**
             * Providers
             * @description By which one can sign in too.
             */
            providers: components["schemas"]["ProviderTold"][];
        };
        /**
         * SilenceTold
         * @description A silence or a maintenance window; what is empty matches all.
         */
        SilenceTold: {
            /** Id */
            id: number;
            /** Maintenance */
            maintenance: boolean;
            /** Rule */
            rule: string;
            /** Kind */
            kind: string;
            /** Class */
            class: string;
            /** Object */
            object: string;
            /** Area */
            area: string;
            /** Division */
            division: string;
            /** Reason */
            reason: string;
            /**
             * Begins At
             * Format: date-time
             */
            begins_at: string;
            /**
             * Until At
             * Format: date-time
             */
            until_at: string;
            /** Version */
            version: number;
        };
        /**
         * SourceShare
         * @description A source that knows the asset.
         */
        SourceShare: {
            /** Title */
            title: string;
            /** Rows */
            rows: number;
            /** Last Event */
            last_event: string | null;
        };
        /**
         * SourceState
         * @description How much a source has sent, how much was quarantined, how fresh it is, how it was read.
         */
        SourceState: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Department */
            department: string;
            /** Rows */
            rows: number;
            /** Quarantined */
            quarantined: number;
            /** Last Event */
            last_event: string | null;
            /** Received At */
            received_at: string | null;
            /** Fresh */
            fresh: boolean;
            /** Guess */
            guess: string | null;
        };
        /**
         * SourceTold
         * @description A source's page.
         */
        SourceTold: {
            state: components["schemas"]["SourceState"];
            /** Contract */
            contract: string;
            /** Version */
            version: string;
            /** Promises */
            promises: components["schemas"]["PromiseTold"][];
            /** Outages */
            outages: components["schemas"]["OutageTold"][];
            /** Days */
            days: components["schemas"]["DayTold"][];
            /** Loads */
            loads: components["schemas"]["LoadTold"][];
            /** By Rule */
            by_rule: components["schemas"]["QuarantineRule"][];
            /** Measured At */
            measured_at: string | null;
            /** Drift */
            drift: components["schemas"]["DriftTold"][];
            /** Warned */
            warned: components["schemas"]["WarnedTold"][];
        };
        /**
         * SpokenPreview
         * @description What people of one language see and hear.
         */
        SpokenPreview: {
            /**
             * Language
             * @enum {string}
             */
            language: "en" | "zh";
            /** Headline */
            headline: string;
            /** Phone */
            phone: components["schemas"]["PhoneTold"][];
            /** Aloud */
            aloud: string;
            /** Feed Title */
            feed_title: string;
            /** Feed Summary */
            feed_summary: string;
        };
        /**
         * SpotColumns
         * @description The datastreams of a kind that have a place, column by column.
         */
        SpotColumns: {
            kind: components["schemas"]["Named"];
            /** Unit */
            unit: string;
            /** Id */
            id: number[];
            /** Object */
            object: string[];
            /** Name */
            name: string[];
            /** Lon */
            lon: number[];
            /** Lat */
            lat: number[];
        };
        /**
         * StandingTold
         * @description A message in force; one with a ``number`` is the city's own and can be taken back.
         */
        StandingTold: {
            /** Number */
            number: number | null;
            /** Identifier */
            identifier: string;
            /** Sender */
            sender: string;
            /** Headline */
            headline: string;
            /**
             * Status
             * @enum {string}
             */
            status: "Actual" | "Exercise" | "Test";
            /** Severity */
            severity: string;
            /**
             * Colour
             * @description Another authority's by its severity.
             */
            colour: ("red" | "orange" | "yellow" | "blue") | null;
            /**
             * Sent At
             * Format: date-time
             */
            sent_at: string;
            /** Expires At */
            expires_at: string | null;
            /**
             * Residents
             * @description As of this hour; None where few or not counted.
             */
            residents: number | null;
            /** Counted */
            counted: number;
            /**
             * Map
             * @description GeoJSON.
             */
            map: {
                [key: string]: unknown;
            };
        };
        /**
         * StandingsTold
         * @description All that is in force in a city: its own, of any status, and other authorities'.
         */
        StandingsTold: {
            /** Items */
            items: components["schemas"]["StandingTold"][];
        };
        /**
         * StateCount
         * @description The open cases in a state.
         */
        StateCount: {
            /** Open */
            open: number;
            /** Near */
            near: number;
            /** Overdue */
            overdue: number;
            state: components["schemas"]["Named"];
            /**
             * Step
             * @description Of the seven, 1 to 7.
             */
            step: number;
        };
        /**
         * StateTold
         * @description A state of the workflow.
         */
        StateTold: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /**
             * Step
             * @description Of the seven, 1 to 7.
             */
            step: number;
            /**
             * Ended
             * @description Whether nobody has to act any more.
             */
            ended: boolean;
            /**
             * Awaits
             * @description The act that leads on from it on the usual way.
             */
            awaits: string | null;
        };
        /**
         * Step
         * @description One thing that speaks for it or against it.
         */
        Step: {
            /**
             * Speaks
             * @enum {string}
             */
            speaks: "for" | "against";
            /** Text */
            text: string;
        };
        /**
         * StepTold
         * @description A step of the ladder.
         */
        StepTold: {
            /** Step */
            step: number;
            name: components["schemas"]["Named"];
        };
        /**
         * StockTold
         * @description What a point holds of a substance.
         */
        StockTold: {
            substance: components["schemas"]["Named"];
            /** Tonnes */
            tonnes: number;
            /**
             * Threshold
             * @description Tonnes from which it alone makes an installation.
             */
            threshold: number;
        };
        /**
         * Stop
         * @description A visit of today's route.
         */
        Stop: {
            /** Order */
            order: number;
            /** Asset */
            asset: string;
            /** Name */
            name: string | null;
            /** Address */
            address: string | null;
            /** Lon */
            lon: number;
            /** Lat */
            lat: number;
            /** Arrive */
            arrive: string;
            /** Leave */
            leave: string;
            /** Minutes */
            minutes: number;
            /**
             * Grade
             * @enum {string}
             */
            grade: "red" | "orange" | "yellow" | "blue";
            /** Score */
            score: number;
            /** Random */
            random: boolean;
            /** Probability */
            probability: number | null;
            /** Must */
            must: boolean;
            /**
             * Appointment
             * @default false
             */
            appointment: boolean;
            /** Agreed From */
            agreed_from?: string | null;
            /** Agreed To */
            agreed_to?: string | null;
        };
        /**
         * StreamTold
         * @description A datastream as it is registered.
         */
        StreamTold: {
            /** Id */
            id: number;
            /** Key */
            key: string;
            /** Name */
            name: string;
            /**
             * Thing
             * @description The key of its thing.
             */
            thing: string;
            /** Kind */
            kind: string;
            /** Kind Title */
            kind_title: string;
            /** Class */
            class: string;
            /** Object */
            object: string;
            /** Area */
            area: string;
            /**
             * Unit
             * @description What is sent; scale and shift make the kind's of it.
             */
            unit: {
                [key: string]: unknown;
            };
            /** Scale */
            scale: number;
            /** Shift */
            shift: number;
            /** Interval S */
            interval_s: number | null;
            /** Figures */
            figures: {
                [key: string]: number;
            };
            /**
             * Client
             * @description Who may send it; null for the city's own programs.
             */
            client: string | null;
            /**
             * Division
             * @description The names of its divisions, the largest first.
             */
            division: string[];
        };
        /**
         * StreamsTold
         * @description A page of datastreams.
         */
        StreamsTold: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["StreamTold"][];
        };
        /**
         * SubstanceLine
         * @description A substance of GB 18218.
         */
        SubstanceLine: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /**
             * Threshold
             * @description In tonnes.
             */
            threshold: number;
            /**
             * Beta
             * @description The factor by which its danger counts.
             */
            beta: number;
        };
        /**
         * Substances
         * @description The substances that are known.
         */
        Substances: {
            /** Items */
            items: components["schemas"]["SubstanceLine"][];
        };
        /**
         * SuddenTold
         * @description An office whose own closing rose against its own past: a reason to look, no verdict.
         */
        SuddenTold: {
            /** Key */
            key: string;
            /** Title */
            title: string;
            /** Share */
            share: number;
            /** Cases */
            cases: number;
            /** Past Share */
            past_share: number;
            /** Past Cases */
            past_cases: number;
            /** P */
            p: number;
        };
        /**
         * SupervisedLine
         * @description A case, and the rung that its present deadline has reached, and when.
         */
        SupervisedLine: {
            rung: components["schemas"]["Named"];
            /**
             * At
             * Format: date-time
             */
            at: string;
            case: components["schemas"]["CaseLine"];
        };
        /**
         * SupervisedLines
         * @description A page of cases that climbed the ladder, the longest overdue first.
         */
        SupervisedLines: {
            /** Next */
            next: string | null;
            /**
             * Counts
             * @description Of all rungs, on the first page only.
             */
            counts: components["schemas"]["RungCount"][];
            /** Items */
            items: components["schemas"]["SupervisedLine"][];
        };
        /**
         * Team
         * @description A team's route within its shift.
         */
        Team: {
            /** Team */
            team: number;
            /** Minutes */
            minutes: number;
            /** Drive Minutes */
            drive_minutes: number;
            /** Km */
            km: number;
            /** Stops */
            stops: components["schemas"]["Stop"][];
            /** Line */
            line: [
                number,
                number
            ][];
        };
        /**
         * TemplateTold
         * @description What a city may warn of, with the texts a composer begins with.
         */
        TemplateTold: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Category */
            category: string;
            /** Hours */
            hours: number;
            /** Metres */
            metres: number;
            /** Headline */
            headline: {
                [key: string]: string;
            };
            /** Description */
            description: {
                [key: string]: string;
            };
            /** Instruction */
            instruction: {
                [key: string]: string;
            };
        };
        /**
         * Texts
         * @description A message's own texts in one language; those of the template where empty.
         */
        Texts: {
            /**
             * Headline
             * @default
             */
            headline: string;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Instruction
             * @default
             */
            instruction: string;
        };
        /**
         * ThereTold
         * @description What is in force somewhere already.
         */
        ThereTold: {
            /** Identifier */
            identifier: string;
            /** Sender */
            sender: string;
            /** Headline */
            headline: string;
            /** Severity */
            severity: string;
            /** Expires */
            expires: string | null;
            /** Theirs */
            theirs: boolean;
        };
        /**
         * Thing
         * @description All that the linked records say of one thing.
         */
        Thing: {
            /** Records */
            records: string[];
            /** Fields */
            fields: components["schemas"]["GoldenField"][];
        };
        /**
         * Tie
         * @description A person at a single sign-on provider; both empty for nobody.
         */
        Tie: {
            /**
             * Issuer
             * @example https://login.city.example/realms/city
             */
            issuer: string;
            /**
             * Subject
             * @example f3b1c2d4
             */
            subject: string;
        };
        /**
         * Token
         * @description A token, without its secret.
         */
        Token: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Scopes */
            scopes: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * Value
         * @description The value, and the entry's subject in the ledger.
         */
        Value: {
            /** Value */
            value: string;
            /** Subject */
            subject: string;
        };
        /**
         * Version
         * @description The running version.
         */
        Version: {
            /** Version */
            version: string;
        };
        /**
         * VersionLine
         * @description A version of a model's firmware.
         */
        VersionLine: {
            /** Model */
            model: string;
            /** Firmware */
            firmware: string;
            /** Devices */
            devices: number;
            /**
             * Wanted
             * @description The oldest that is good enough; empty where none is said.
             */
            wanted: string;
            /** Old */
            old: boolean;
        };
        /**
         * VersionLines
         * @description The versions that devices run: those too old first, then the most devices first.
         */
        VersionLines: {
            /** Items */
            items: components["schemas"]["VersionLine"][];
        };
        /**
         * VersionTold
         * @description A message of an event, with what it changed and what became of it at its channels.
         */
        VersionTold: {
            message: components["schemas"]["MessageTold"];
            /** Changes */
            changes: string[];
            /** Channels */
            channels: number;
            /** Taken */
            taken: number;
            /**
             * Alarm
             * @description The alarm it was composed from.
             */
            alarm: number | null;
            /**
             * Form
             * @description What it was composed of; an update begins with it.
             */
            form: {
                [key: string]: unknown;
            };
            /**
             * Map
             * @description GeoJSON.
             */
            map: {
                [key: string]: unknown;
            };
        };
        /**
         * WardenTold
         * @description Who is told of alarms of an object or a division.
         */
        WardenTold: {
            /** Id */
            id: number;
            /** Post */
            post: string;
            /** Endpoint */
            endpoint: number;
            /** Step */
            step: number;
            /** Object */
            object: string;
            /** Floor */
            floor: string;
            /** Division */
            division: string;
            /** Version */
            version: number;
        };
        /**
         * Wardens
         * @description A page of wardens.
         */
        Wardens: {
            /** Next */
            next: string | null;
            /** Items */
            items: components["schemas"]["WardenTold"][];
        };
        /**
         * WarnedTold
         * @description How many current records break a rule that only warns.
         */
        WarnedTold: {
            /** Rule */
            rule: string;
            /** Rule Text */
            rule_text: string;
            /** Column */
            column: string;
            /** About */
            about: string;
            /** Count */
            count: number;
        };
        /**
         * WhatIf
         * @description What would be down, the first to fail first.
         */
        WhatIf: {
            /** Total */
            total: number;
            /** Effects */
            effects: components["schemas"]["EffectTold"][];
        };
        /**
         * Why
         * @description Whether somebody may do something somewhere, and why.
         */
        Why: {
            /** May */
            may: boolean;
            /** Verdict */
            verdict: string;
            /**
             * Permission
             * @enum {string}
             */
            permission: "city.read" | "premises.read" | "plan.read" | "backtest.read" | "quarantine.read" | "link.read" | "link.decide" | "asset.read" | "pool.read" | "case.read" | "case.report" | "case.accept" | "case.dispatch" | "case.handle" | "case.verify" | "case.supervise" | "case.contact" | "risk.read" | "risk.manage" | "alarm.read" | "alarm.handle" | "alarm.manage" | "fleet.read" | "fleet.manage" | "fleet.look" | "crowd.read" | "crowd.exact" | "rule.read" | "rule.manage" | "sensing.read" | "sensing.send" | "sensing.manage" | "alert.read" | "alert.compose" | "alert.approve" | "alert.cancel" | "alert.manage" | "quarantine.mend" | "personal.read" | "job.read" | "job.run" | "ledger.read" | "account.read" | "account.manage" | "outbox.read" | "outbox.manage" | "system.read";
            /** Text */
            text: string;
            /** Who */
            who: string;
            /** Steps */
            steps: components["schemas"]["Step"][];
        };
        /**
         * Withdrawal
         * @description Rows to set aside for good.
         */
        Withdrawal: {
            /**
             * Source
             * @example hotline
             */
            source: string;
            /**
             * Ids
             * @example [
             *       "3-1042"
             *     ]
             */
            ids: string[];
            /**
             * Why
             * @example The licence office gave the right code
             */
            why: string;
        };
        /**
         * Withdrawn
         * @description How many rows were set aside.
         */
        Withdrawn: {
            /** Withdrawn */
            withdrawn: number;
        };
        /**
         * WorkflowTold
         * @description The workflow's table in words, as far as a page needs it.
         */
        WorkflowTold: {
            /** States */
            states: components["schemas"]["StateTold"][];
            /** Awaited */
            awaited: components["schemas"]["AwaitedTold"][];
            /** Kinds */
            kinds: components["schemas"]["Named"][];
            /** Channels */
            channels: components["schemas"]["ChannelTold"][];
            /**
             * Moments
             * @description Fields of acts that hold a moment.
             */
            moments: string[];
            /**
             * Rungs
             * @description Of the ladder of escalation, the lowest first.
             */
            rungs: components["schemas"]["Named"][];
        };
        /**
         * NewDecision
         * @description What is decided of an appeal: `exclude`, `reassign`, or nothing to refuse it.
         */
        anlan__api__evaluation_shapes__NewDecision: {
            /**
             * Effect
             * @default
             */
            effect: string;
            /**
             * To Department
             * @default
             */
            to_department: string;
            /** Answer */
            answer: string;
        };
        /**
         * NewDecision
         * @description Whether two records speak of the same place, and why.
         */
        anlan__api__linking__NewDecision: {
            /**
             * One
             * @example premises/JC0000001
             */
            one: string;
            /**
             * Other
             * @example fire_units/XF0000001
             */
            other: string;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "same" | "different";
            /**
             * Why
             * @example the same door, seen on 3 May
             */
            why: string;
        };
        /**
         * Password
         * @description One's password, to make sure it is oneself.
         */
        anlan__api__me__Password: {
            /**
             * Password
             * @example seven rivers carry lanterns
             */
            password: string;
        };
        /**
         * ChangeTold
         * @description One change; ``record`` is what stands now, nothing of one that was withdrawn.
         *
         *     ``new``: it wasn't in the asker's scope before. ``changed``: another version of one that was.
         *     ``withdrawn``: it has left the asker's scope.
         */
        anlan__api__open__changes__ChangeTold: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "new" | "changed" | "withdrawn";
            /**
             * Id
             * @example 83aa45a8e1c5f0be
             */
            id: string;
            /** Version */
            version: number;
            /**
             * Known At
             * Format: date-time
             */
            known_at: string;
            /** Record */
            record: {
                [key: string]: unknown;
            } | null;
            /**
             * Cursor
             * @description Where to go on behind this change.
             */
            cursor: string;
        };
        /**
         * ChangeTold
         * @description The colour has changed.
         */
        anlan__api__risk_shapes__ChangeTold: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            before: components["schemas"]["Named"] | null;
            after: components["schemas"]["Named"];
            /** Value */
            value: number;
            /** Why */
            why: string;
        };
        /**
         * Password
         * @description A login and its password.
         */
        anlan__api__session__Password: {
            /**
             * Login
             * @example admin
             */
            login: string;
            /**
             * Password
             * @example abcd-efgh-ijkl-mnop
             */
            password: string;
        };
        /**
         * Place
         * @description One thing that is wrong in a request, and where.
         */
        Place: {
            /**
             * Place
             * @example query.limit
             */
            place: string;
            /**
             * Code
             * @example less_than_equal
             */
            code: string;
            /**
             * Detail
             * @example must be at most 1000
             */
            detail: string;
        };
        /**
         * Problem
         * @description What went wrong, where, and how to mend it.
         */
        Problem: {
            /**
             * Type
             * @example urn:anlan:problem:access.needed
             */
            type: string;
            /**
             * Title
             * @example Not signed in
             */
            title: string;
            /**
             * Status
             * @example 401
             */
            status: number;
            /**
             * Detail
             * @example Sign in first, or send a token.
             */
            detail: string;
            /**
             * Instance
             * @example urn:anlan:request:0b9d2f5c
             */
            instance: string;
            /**
             * Code
             * @example access.needed
             */
            code: string;
            /**
             * Place
             * @example header.Authorization
             */
            place: string | null;
            /**
             * Mend
             * @example Sign in, or send a token that isn't expired.
             */
            mend: string;
            /**
             * Errors
             * @default []
             */
            errors: components["schemas"]["Place"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    version_api_version_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
        };
    };
    cities_api_cities_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CitySummary"][];
                };
            };
        };
    };
    overview_api_cities__city__overview_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
        };
    };
    divisions_api_cities__city__divisions_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Only levels with at most so many, as can be told apart on a map. */
                most?: number | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    departments_api_cities__city__departments_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Department"][];
                };
            };
        };
    };
    basemap_api_cities__city__basemap_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    nodes_api_cities__city__tree_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description A code; empty for the top. */
                parent?: string;
                /** @description Words of name or code. */
                q?: string;
                level?: ("city" | "district" | "street" | "community" | "grid") | null;
                /** @description The tree as it stood, or will stand, on another day. */
                day?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DivisionNodes"];
                };
            };
        };
    };
    one_api_cities__city__tree__code__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description The tree as it stood, or will stand, on another day. */
                day?: string | null;
            };
            header?: never;
            path: {
                code: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DivisionDetail"];
                };
            };
        };
    };
    premises_api_cities__city__premises_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Premises"];
                };
            };
        };
    };
    ranking_api_cities__city__ranking_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Part of a name, address or id. */
                q?: string;
                grade?: ("red" | "orange" | "yellow" | "blue") | null;
                division?: string | null;
                sort?: "rank" | "name" | "last_visit";
                /** @description How many items at most. */
                limit?: number;
                /** @description A ranking never changes: only a new one comes. */
                offset?: number;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ranking"];
                };
            };
        };
    };
    ranking_csv_api_cities__city__ranking_csv_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    detail_api_cities__city__premises__asset__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                asset: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detail"];
                };
            };
        };
    };
    plan_api_cities__city__plan_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
        };
    };
    plan_csv_api_cities__city__plan_csv_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    plan_gpx_api_cities__city__plan_gpx_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    plan_sheet_api_cities__city__plan_html_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    backtest_api_cities__city__backtest_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    page_api_cities__city__backtest_html_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    quarantine_api_cities__city__quarantine_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                source?: string | null;
                /** @description The first rule broken. */
                rule?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quarantine"];
                };
            };
        };
    };
    one_api_cities__city__quarantine__row__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                /** @description Of the list. */
                row: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineDetail"];
                };
            };
        };
    };
    mend_api_cities__city__quarantine_mends_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mend"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mended"];
                };
            };
        };
    };
    mend_rule_api_cities__city__quarantine_rule_mends_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleMend"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mended"];
                };
            };
        };
    };
    replay_api_cities__city__quarantine_replays_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Again"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mended"];
                };
            };
        };
    };
    withdraw_api_cities__city__quarantine_withdrawals_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Withdrawal"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawn"];
                };
            };
        };
    };
    kinds_api_cities__city__linking_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkKind"][];
                };
            };
        };
    };
    pairs_api_cities__city__linking__kind__pairs_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                kind: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkPairs"];
                };
            };
        };
    };
    pair_api_cities__city__linking__kind__pair_get: {
        parameters: {
            query: {
                /** @description A record, as its source and key. */
                one: string;
                /** @description A record, as its source and key. */
                other: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                kind: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairDetail"];
                };
            };
        };
    };
    decide_api_cities__city__linking__kind__decisions_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                kind: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["anlan__api__linking__NewDecision"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionTold"];
                };
            };
        };
    };
    thing_api_cities__city__linking__kind__thing_get: {
        parameters: {
            query: {
                /** @description A record, as its source and key. */
                record: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                kind: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Thing"];
                };
            };
        };
    };
    find_api_cities__city__assets_get: {
        parameters: {
            query?: {
                /** @description Beginnings of words or ids, or any piece of Chinese text. */
                q?: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                kind?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetHits"];
                };
            };
        };
    };
    one_api_cities__city__assets__asset__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                asset: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetPage"];
                };
            };
        };
    };
    table_api_cities__city__cases_workflow_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowTold"];
                };
            };
        };
    };
    board_api_cities__city__cases_board_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Of each step, so many. */
                limit?: number;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
                };
            };
        };
    };
    supervised_api_cities__city__cases_supervised_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Only cases at these rungs; at any if none. */
                rung?: string[] | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SupervisedLines"];
                };
            };
        };
    };
    call_backs_api_cities__city__cases_call_backs_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallBackLines"];
                };
            };
        };
    };
    near_api_cities__city__cases_near_get: {
        parameters: {
            query: {
                /** @description Longitude, WGS 84. */
                lon: number;
                /** @description Latitude, WGS 84. */
                lat: number;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NearLines"];
                };
            };
        };
    };
    counts_api_cities__city__cases_counts_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseCounts"];
                };
            };
        };
    };
    on_map_api_cities__city__cases_map_get: {
        parameters: {
            query: {
                west: number;
                south: number;
                east: number;
                north: number;
                /** @description The map's, for the size of cells. */
                zoom?: number;
                /** @description Only cases in these states. */
                state?: string[] | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseMap"];
                };
            };
        };
    };
    results_api_cities__city__cases_results_get: {
        parameters: {
            query: {
                channel: string;
                /** @description What the sender calls them. */
                key: string[];
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseResult"][];
                };
            };
        };
    };
    rules_api_cities__city__cases_routing_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingTold"];
                };
            };
        };
    };
    try_rules_api_cities__city__cases_routing_dry_run_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRules"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRun"];
                };
            };
        };
    };
    inbox_api_cities__city__cases_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Only cases in these states; the open ones if none. */
                state?: string[] | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseLines"];
                };
            };
        };
    };
    report_api_cities__city__cases_post: {
        parameters: {
            query?: never;
            header: {
                /** @description What the sender's clock says as this is sent; its times are corrected. */
                "X-Clock"?: string | null;
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCall"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseOpened"];
                };
            };
        };
    };
    guess_api_cities__city__cases_guess_get: {
        parameters: {
            query?: {
                text?: string;
                lon?: number | null;
                lat?: number | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassGuess"][];
                };
            };
        };
    };
    one_api_cities__city__cases__number__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                number: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
        };
    };
    batch_api_cities__city__cases_batch_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchReport"][];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchAnswer"][];
                };
            };
        };
    };
    move_api_cities__city__cases__number__moves_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description What the sender's clock says as this is sent; its times are corrected. */
                "X-Clock"?: string | null;
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
                /** @description The same if it is sent again: then it is done once. */
                "idempotency-key"?: string | null;
            };
            path: {
                number: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMove"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseMoved"];
                };
            };
        };
    };
    read_api_cities__city__cases__number__contact_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                number: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactReading"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactTold"];
                };
            };
        };
    };
    cities_api_public_cities_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicCityTold"][];
                };
            };
        };
    };
    door_api_public_cities__city__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicDoorTold"];
                };
            };
        };
    };
    divisions_api_public_cities__city__divisions_get: {
        parameters: {
            query?: {
                /** @description A division's code; the largest ones if empty. */
                parent?: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicPlace"][];
                };
            };
        };
    };
    guess_api_public_cities__city__reports_guess_get: {
        parameters: {
            query: {
                text: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicGuess"][];
                };
            };
        };
    };
    listings_api_public_cities__city__listings_get: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicNotices"];
                };
            };
        };
    };
    add_api_public_cities__city__photos_post: {
        parameters: {
            query?: never;
            header: {
                /** @description A random text, new for each report: the report says it, too. */
                "X-Album": string;
                /** @description The SHA-256 of the file (RFC 9530), such as `sha-256=:…:`. */
                "content-digest": string;
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": string;
                "image/png": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotoAdded"];
                };
            };
        };
    };
    nearby_api_public_cities__city__reports_nearby_get: {
        parameters: {
            query: {
                lon: number;
                lat: number;
                /** @description Only what means the same. */
                class?: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicNear"][];
                };
            };
        };
    };
    leave_api_public_cities__city__reports_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPublicReport"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicLeft"];
                };
            };
        };
    };
    status_api_public_cities__city__reports__number__get: {
        parameters: {
            query?: {
                /** @description The sender's code. */
                code?: string | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                number: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicStatus"];
                };
            };
        };
    };
    history_api_public_cities__city__reports__number__history_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                number: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicStep"][];
                };
            };
        };
    };
    second_api_public_cities__city__reports__number__too_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                number: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSecond"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicSeconded"];
                };
            };
        };
    };
    satisfaction_api_public_cities__city__reports__number__satisfaction_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                number: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAnswer"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicAnswered"];
                };
            };
        };
    };
    forget_api_public_cities__city__reports__number__forget_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                number: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Forgetting"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sign_api_cities__city__qr_svg_get: {
        parameters: {
            query: {
                /** @description Where the sign hangs, WGS 84. */
                lon: number;
                lat: number;
                /** @description What the place is called, as its sign says. */
                place?: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": unknown;
                };
            };
        };
    };
    add_api_cities__city__photos_post: {
        parameters: {
            query?: never;
            header: {
                /** @description The SHA-256 of the file (RFC 9530), such as `sha-256=:…:`. */
                "content-digest": string;
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": string;
                "image/png": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotoAdded"];
                };
            };
        };
    };
    one_api_cities__city__photos__code__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
        };
    };
    kit_api_cities__city__field_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Where one stands (WGS 84). */
                lon?: number | null;
                /** @description Where one stands (WGS 84). */
                lat?: number | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldKit"];
                };
            };
        };
    };
    league_api_cities__city__evaluation_get: {
        parameters: {
            query: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
                /** @description A day, week, month, quarter, half-year or year of the city. */
                period: string;
                /** @description What is evaluated. */
                object?: "area" | "department" | "post";
                /** @description Of areas and posts. */
                level?: string;
                /** @description Which post, where posts are. */
                post?: string;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["League"];
                };
            };
        };
    };
    list_appeals_api_cities__city__evaluation_appeals_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                state?: ("open" | "accepted" | "refused") | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppealsTold"];
                };
            };
        };
    };
    ask_api_cities__city__evaluation_appeals_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAppeal"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppealTold"];
                };
            };
        };
    };
    decide_api_cities__city__evaluation_appeals__key__decision_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                key: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["anlan__api__evaluation_shapes__NewDecision"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppealTold"];
                };
            };
        };
    };
    report_api_cities__city__evaluation_report_get: {
        parameters: {
            query: {
                /** @description A day, week, month, quarter, half-year or year of the city. */
                period: string;
                format?: "html" | "pdf" | "xlsx";
                /** @description Of areas and posts. */
                level?: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    behind_api_cities__city__evaluation__indicator__cases_get: {
        parameters: {
            query: {
                /** @description The object: a path, or a department. */
                key: string;
                /** @description Those above the line, or all below it. */
                side?: "above" | "below";
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
                /** @description A day, week, month, quarter, half-year or year of the city. */
                period: string;
                /** @description What is evaluated. */
                object?: "area" | "department" | "post";
                /** @description Of areas and posts. */
                level?: string;
                /** @description Which post, where posts are. */
                post?: string;
            };
            header?: never;
            path: {
                indicator: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BehindLines"];
                };
            };
        };
    };
    due_api_cities__city__risk_due_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description By which day; a month from today unless given. */
                until?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyLines"];
                };
            };
        };
    };
    done_api_cities__city__risk_equipment__code__duties__cycle__post: {
        parameters: {
            query?: never;
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                code: string;
                cycle: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDone"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyDone"];
                };
            };
        };
    };
    finding_api_cities__city__risk_points__code__findings_post: {
        parameters: {
            query?: never;
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                code: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFinding"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HazardOpened"];
                };
            };
        };
    };
    hazards_api_cities__city__risk_hazards_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Which list; those that have ended come latest first. */
                state?: "open" | "overdue" | "listed" | "ended";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
                /** @description Only major ones, or only general. */
                major?: boolean | null;
                /** @description Only of risk points of this field. */
                field?: string;
                /** @description Only of risk points of these colours now. */
                colour?: ("blue" | "yellow" | "orange" | "red")[] | null;
                /** @description Only in this division. */
                division?: string;
                /** @description Only of this unit. */
                unit_code?: string;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HazardLines"];
                };
            };
        };
    };
    hazards_figures_api_cities__city__risk_hazards_figures_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Of hazards found within so many days. */
                days?: number;
                /** @description Only major ones, or only general. */
                major?: boolean | null;
                /** @description Only of risk points of this field. */
                field?: string;
                /** @description Only of risk points of these colours now. */
                colour?: ("blue" | "yellow" | "orange" | "red")[] | null;
                /** @description Only in this division. */
                division?: string;
                /** @description Only of this unit. */
                unit_code?: string;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HazardFiguresTold"];
                };
            };
        };
    };
    known_api_cities__city__risk_substances_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Substances"];
                };
            };
        };
    };
    put_api_cities__city__risk_points__code__installation_put: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                code: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInstallation"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstallationTold"] | null;
                };
            };
        };
    };
    standing_api_cities__city__risk_notices_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeLines"];
                };
            };
        };
    };
    told_api_cities__city__risk_notices_post: {
        parameters: {
            query?: never;
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNotice"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeTold"];
                };
            };
        };
    };
    ended_api_cities__city__risk_notices__key__delete: {
        parameters: {
            query?: {
                /** @description It was a mistake: nothing of it is left. */
                void?: boolean;
            };
            header?: never;
            path: {
                key: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    due_api_cities__city__risk_patrols_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description By which day; today in the city unless given. */
                until?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolLines"];
                };
            };
        };
    };
    patrolled_api_cities__city__risk_points__code__patrols_post: {
        parameters: {
            query?: never;
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                code: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPatrol"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatrolNoted"];
                };
            };
        };
    };
    clauses_api_cities__city__risk_clauses_get: {
        parameters: {
            query: {
                /** @description One of the ten fields. */
                field: string;
                /** @description What was found. */
                text: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClauseCandidates"];
                };
            };
        };
    };
    list_packs_api_cities__city__risk_packs_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackLines"];
                };
            };
        };
    };
    one_pack_api_cities__city__risk_packs__field__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                field: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackTold"];
                };
            };
        };
    };
    sheet_api_cities__city__risk_packs__field__sheet_get: {
        parameters: {
            query?: {
                /** @description Which of its sheets. */
                kind?: "jha" | "scl" | "checklist";
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                field: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    one_plate_api_cities__city__risk_points__code__plate_get: {
        parameters: {
            query?: {
                /** @description Of the paper. */
                size?: "a5" | "a4";
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                code: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": unknown;
                };
            };
        };
    };
    several_plates_api_cities__city__risk_plates_get: {
        parameters: {
            query?: {
                /** @description Of points in this one. */
                division?: string;
                /** @description Of points of this unit. */
                unit_code?: string;
                /** @description Of the paper. */
                size?: "a5" | "a4";
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": unknown;
                };
            };
        };
    };
    month_file_api_cities__city__risk_reports__month___form__get: {
        parameters: {
            query?: {
                level?: "city" | "district" | "street" | "community" | "grid";
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                /** @description Year and month. */
                month: string;
                form: "csv" | "html" | "pdf" | "xlsx";
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    month_report_api_cities__city__risk_reports__month__get: {
        parameters: {
            query?: {
                level?: "city" | "district" | "street" | "community" | "grid";
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                /** @description Year and month. */
                month: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonthReport"];
                };
            };
        };
    };
    on_map_api_cities__city__risk_map_packed_get: {
        parameters: {
            query?: {
                /** @description A moment that is over; now unless given. */
                at?: string | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    names_api_cities__city__risk_map_names_get: {
        parameters: {
            query: {
                /** @description Of the map. */
                id: number[];
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskPointName"][];
                };
            };
        };
    };
    printed_api_cities__city__risk_print_get: {
        parameters: {
            query?: {
                /** @description Of the paper. */
                size?: "a0" | "a1" | "a2" | "a3" | "a4";
                /** @description What is coloured. */
                what?: "points" | "areas" | "cells";
                /** @description By the facts of the day or without measures. */
                kind?: "now" | "inherent";
                /** @description Whose borders and names are drawn. */
                level?: "city" | "district" | "street" | "community" | "grid";
                /** @description A moment that is over; now unless given. */
                at?: string | null;
                /** @description People at this hour of the day; that of `at` unless given. */
                hour?: number | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    what_if_api_cities__city__risk_what_if_get: {
        parameters: {
            query: {
                /** @description What is down, by its code. */
                asset: string[];
                /** @description For how long. */
                minutes?: number;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhatIf"];
                };
            };
        };
    };
    points_api_cities__city__risk_points_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Only of these, now. */
                colour?: ("blue" | "yellow" | "orange" | "red")[] | null;
                /** @description Only of this field. */
                field?: string;
                /** @description Only in this division. */
                division?: string;
                /** @description Only of this unit. */
                unit_code?: string;
                /** @description Only those to be reviewed by this day. */
                review_before?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskLines"];
                };
            };
        };
    };
    register_api_cities__city__risk_points_post: {
        parameters: {
            query?: never;
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPoint"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PointPut"];
                };
            };
        };
    };
    point_api_cities__city__risk_points__code__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                code: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskDetail"];
                };
            };
        };
    };
    retire_api_cities__city__risk_points__code__delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                code: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    on_map_api_cities__city__risk_map_get: {
        parameters: {
            query?: {
                /** @description A moment that is over; now unless given. */
                at?: string | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskColumns"];
                };
            };
        };
    };
    of_areas_api_cities__city__risk_areas_get: {
        parameters: {
            query?: {
                level?: "city" | "district" | "street" | "community" | "grid";
                /** @description A moment that is over; now unless given. */
                at?: string | null;
                /** @description People at this hour of the day; that of `at` unless given. */
                hour?: number | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AreaRisks"];
                };
            };
        };
    };
    of_cells_api_cities__city__risk_cells_get: {
        parameters: {
            query?: {
                /** @description Of H3; what suits one page unless given. */
                resolution?: number | null;
                /** @description A moment that is over; now unless given. */
                at?: string | null;
                /** @description People at this hour of the day; that of `at` unless given. */
                hour?: number | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CellRisks"];
                };
            };
        };
    };
    history_api_cities__city__risk_history_get: {
        parameters: {
            query: {
                /** @description The first day. */
                since: string;
                /** @description The last day; today unless given. */
                until?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskHistory"];
                };
            };
        };
    };
    about_api_cities__city__watch_alarms_desk_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskTold"];
                };
            };
        };
    };
    rules_api_cities__city__watch_alarms_rules_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rationalised"][];
                };
            };
        };
    };
    groups_api_cities__city__watch_alarms_groups_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupTold"][];
                };
            };
        };
    };
    act_on_group_api_cities__city__watch_alarms_groups__number__acts_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The same if it is sent again: then it is done once. */
                "idempotency-key"?: string | null;
            };
            path: {
                number: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAct"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupActed"];
                };
            };
        };
    };
    listed_api_cities__city__watch_alarms_silences_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SilenceTold"][];
                };
            };
        };
    };
    silence_api_cities__city__watch_alarms_silences_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSilence"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SilenceTold"];
                };
            };
        };
    };
    end_api_cities__city__watch_alarms_silences__number__delete: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                number: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    wardens_api_cities__city__watch_alarms_wardens_get: {
        parameters: {
            query?: {
                /** @description Only of one object, asset or division's path. */
                of?: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Wardens"];
                };
            };
        };
    };
    name_api_cities__city__watch_alarms_wardens_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWarden"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WardenTold"];
                };
            };
        };
    };
    take_away_api_cities__city__watch_alarms_wardens__number__delete: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                number: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    live_api_cities__city__watch_alarms_live_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                state?: ("new" | "acknowledged" | "owned" | "shelved")[] | null;
                colour?: ("blue" | "yellow" | "orange" | "red")[] | null;
                priority?: ("low" | "medium" | "high" | "critical")[] | null;
                rule?: string[] | null;
                /** @description A code or a path, with all below it. */
                division?: string;
                group?: number | null;
                /** @description Only what one's own posts have taken on. */
                mine?: boolean;
                /** @description Only what is quiet, or isn't. */
                quiet?: boolean | null;
            };
            header?: {
                /** @description The last event that was seen. */
                "last-event-id"?: string | null;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    desk_api_cities__city__watch_alarms_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
                state?: ("new" | "acknowledged" | "owned" | "shelved")[] | null;
                colour?: ("blue" | "yellow" | "orange" | "red")[] | null;
                priority?: ("low" | "medium" | "high" | "critical")[] | null;
                rule?: string[] | null;
                /** @description A code or a path, with all below it. */
                division?: string;
                group?: number | null;
                /** @description Only what one's own posts have taken on. */
                mine?: boolean;
                /** @description Only what is quiet, or isn't. */
                quiet?: boolean | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmLines"];
                };
            };
        };
    };
    packed_api_cities__city__watch_alarms_packed_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                state?: ("new" | "acknowledged" | "owned" | "shelved")[] | null;
                colour?: ("blue" | "yellow" | "orange" | "red")[] | null;
                priority?: ("low" | "medium" | "high" | "critical")[] | null;
                rule?: string[] | null;
                /** @description A code or a path, with all below it. */
                division?: string;
                group?: number | null;
                /** @description Only what one's own posts have taken on. */
                mine?: boolean;
                /** @description Only what is quiet, or isn't. */
                quiet?: boolean | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackedAlarms"];
                };
            };
        };
    };
    closed_api_cities__city__watch_alarms_closed_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosedAlarms"];
                };
            };
        };
    };
    figures_of_api_cities__city__watch_alarms_figures_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How far back. */
                hours?: number;
                /** @description Posts on duty. */
                posts?: number;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmFigure"][];
                };
            };
        };
    };
    of_object_api_cities__city__watch_alarms_of_get: {
        parameters: {
            query: {
                /** @description What rules call it. */
                object: string;
                since: string;
                until: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectAlarm"][];
                };
            };
        };
    };
    standing_api_cities__city__watch_alarms_at_get: {
        parameters: {
            query: {
                at: string;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmSpots"];
                };
            };
        };
    };
    one_api_cities__city__watch_alarms__number__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                number: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmDetail"];
                };
            };
        };
    };
    act_api_cities__city__watch_alarms__number__acts_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
                /** @description The same if it is sent again: then it is done once. */
                "idempotency-key"?: string | null;
            };
            path: {
                number: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAct"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmActed"];
                };
            };
        };
    };
    now_api_cities__city__watch_crowds_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrowdAreas"];
                };
            };
        };
    };
    counted_api_cities__city__watch_crowds_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCounts"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadingsTaken"];
                };
            };
        };
    };
    history_api_cities__city__watch_crowds__area__history_get: {
        parameters: {
            query: {
                since: string;
                until?: string | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                area: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CrowdHistory"];
                };
            };
        };
    };
    devices_api_cities__city__watch_fleet_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
                type?: string[] | null;
                tier?: number[] | null;
                department?: string[] | null;
                /** @description Only in this division. */
                division?: string;
                state?: string[] | null;
                fault?: string[] | null;
                model?: string[] | null;
                firmware?: string[] | null;
                /** @description What key, name, model or thing holds. */
                text?: string;
                /** @description Certificate ends within so many days. */
                certificate_days?: number | null;
                /** @description Only those whose firmware is old. */
                old_firmware?: boolean;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceLines"];
                };
            };
        };
    };
    on_map_api_cities__city__watch_fleet_map_get: {
        parameters: {
            query: {
                west: number;
                south: number;
                east: number;
                north: number;
                /** @description Of H3; coarser where there are too many. */
                resolution?: number;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                type?: string[] | null;
                tier?: number[] | null;
                department?: string[] | null;
                /** @description Only in this division. */
                division?: string;
                state?: string[] | null;
                fault?: string[] | null;
                model?: string[] | null;
                firmware?: string[] | null;
                /** @description What key, name, model or thing holds. */
                text?: string;
                /** @description Certificate ends within so many days. */
                certificate_days?: number | null;
                /** @description Only those whose firmware is old. */
                old_firmware?: boolean;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FleetMap"];
                };
            };
        };
    };
    rates_now_api_cities__city__watch_fleet_rates_get: {
        parameters: {
            query?: {
                /** @description What they are told apart by. */
                by?: "whole" | "type" | "tier" | "department" | "district";
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FleetRates"];
                };
            };
        };
    };
    rates_by_day_api_cities__city__watch_fleet_rates_days_get: {
        parameters: {
            query: {
                since: string;
                until: string;
                /** @description What they are told apart by. */
                by?: "whole" | "type" | "tier" | "department" | "district";
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateDays"];
                };
            };
        };
    };
    firmware_api_cities__city__watch_fleet_firmware_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionLines"];
                };
            };
        };
    };
    one_api_cities__city__watch_fleet_devices__device__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                device: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicePage"];
                };
            };
        };
    };
    taken_api_cities__city__watch_fleet_devices_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDevices"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicesTaken"];
                };
            };
        };
    };
    answered_api_cities__city__watch_fleet_seen_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeenDevices"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeenTaken"];
                };
            };
        };
    };
    look_api_cities__city__watch_fleet_devices__device__looks_post: {
        parameters: {
            query?: never;
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                device: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLook"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookTold"];
                };
            };
        };
    };
    looks_api_cities__city__watch_fleet_looks_get: {
        parameters: {
            query?: {
                /** @description Only at this one. */
                device?: string;
                /** @description Only by this account. */
                who?: string;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookLines"];
                };
            };
        };
    };
    outages_api_cities__city__watch_fleet_outages_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutageLines"];
                };
            };
        };
    };
    plan_api_cities__city__watch_fleet_outages__outage__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                outage: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOutage"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    call_off_api_cities__city__watch_fleet_outages__outage__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                outage: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    repair_api_cities__city__watch_fleet_devices__device__repair_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RepairPut"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    frame_api_cities__city__watch_fleet_devices__device__frames_post: {
        parameters: {
            query?: {
                /** @description When it was taken; now unless given. */
                at?: string | null;
                /** @description Later frames are compared with this one from now on. */
                reference?: boolean;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                device: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": string;
                "image/png": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameTold"];
                };
            };
        };
    };
    frame_api_cities__city__watch_views__view__frames_post: {
        parameters: {
            query: {
                /** @description The camera's key. */
                device: string;
                /** @description When it was taken; now unless given. */
                at?: string | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                view: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": string;
                "image/png": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameScored"];
                };
            };
        };
    };
    rules_api_cities__city__watch_rules_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleLines"];
                };
            };
        };
    };
    one_api_cities__city__watch_rules__rule__get: {
        parameters: {
            query?: {
                /** @description The newest unless named. */
                version?: number | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                rule: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulePage"];
                };
            };
        };
    };
    certificate_api_cities__city__watch_rules__rule__certificate_get: {
        parameters: {
            query?: {
                /** @description The newest unless named. */
                version?: number | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                rule: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    on_api_cities__city__watch_rules__rule__on_post: {
        parameters: {
            query?: {
                /** @description The newest unless named. */
                version?: number | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                rule: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulePage"];
                };
            };
        };
    };
    off_api_cities__city__watch_rules__rule__off_post: {
        parameters: {
            query?: {
                /** @description The newest unless named. */
                version?: number | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                rule: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulePage"];
                };
            };
        };
    };
    engine_api_cities__city__watch_engine_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EngineTold"];
                };
            };
        };
    };
    take_api_cities__city__watch_readings_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    readings?: {
                        /** @description The datastream's key, or its number. */
                        stream: string | number;
                        value: number | boolean | string | null;
                        /** @description When: a moment with its zone, or whole microseconds since 1970. Without it: when it comes in. */
                        at?: string | number;
                        /** @description Refused where it isn't the one registered. */
                        unit?: string;
                    }[];
                    streams?: (string | number)[];
                    at?: (string | number)[];
                    values?: (number | boolean | null)[];
                    units?: string[];
                };
                "application/vnd.apache.arrow.stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadingsTaken"];
                };
            };
        };
    };
    streams_api_cities__city__watch_streams_get: {
        parameters: {
            query?: {
                /** @description What its key begins with. */
                key?: string;
                kind?: string;
                /** @description What rules speak of. */
                object?: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamsTold"];
                };
            };
        };
    };
    what_was_refused_api_cities__city__watch_refused_get: {
        parameters: {
            query?: {
                sender?: string;
                reason?: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefusedPage"];
                };
            };
        };
    };
    one_api_cities__city__watch_object_get: {
        parameters: {
            query: {
                /** @description What rules call it. */
                object: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectTold"];
                };
            };
        };
    };
    over_time_api_cities__city__watch_series_get: {
        parameters: {
            query: {
                stream: number[];
                since: string;
                until: string;
                /** @description So many of each at most. */
                points?: number;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesLines"];
                };
            };
        };
    };
    what_is_measured_api_cities__city__watch_kinds_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KindLines"];
                };
            };
        };
    };
    spots_api_cities__city__watch_spots_get: {
        parameters: {
            query: {
                /** @description What is measured. */
                kind: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpotColumns"];
                };
            };
        };
    };
    readings_api_cities__city__watch_spots_readings_get: {
        parameters: {
            query: {
                /** @description What is measured. */
                kind: string;
                /** @description When; now unless given. */
                at?: string | null;
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MomentColumns"];
                };
            };
        };
    };
    listed_api_cities__city__alerts_channels_get: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelsTold"];
                };
            };
        };
    };
    add_api_cities__city__alerts_channels_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddChannel"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeChannel"];
                };
            };
        };
    };
    retire_api_cities__city__alerts_channels__channel__delete: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                channel: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    means_api_cities__city__alerts_means_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Means"];
                };
            };
        };
    };
    look_api_cities__city__alerts_area_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskedArea"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AreaTold"];
                };
            };
        };
    };
    from_alarm_api_cities__city__alerts_from_alarm__alarm__get: {
        parameters: {
            query?: {
                /** @description What it will be. */
                status?: "Actual" | "Exercise" | "Test";
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                alarm: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposedTold"];
                };
            };
        };
    };
    listed_api_cities__city__alerts_drafts_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftsTold"];
                };
            };
        };
    };
    compose_api_cities__city__alerts_drafts_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDraft"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftTold"];
                };
            };
        };
    };
    one_api_cities__city__alerts_drafts__draft__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                draft: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftTold"];
                };
            };
        };
    };
    edit_api_cities__city__alerts_drafts__draft__put: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                draft: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedDraft"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftTold"];
                };
            };
        };
    };
    discard_api_cities__city__alerts_drafts__draft__delete: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                draft: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    preview_api_cities__city__alerts_drafts__draft__preview_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                draft: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
        };
    };
    approve_api_cities__city__alerts_drafts__draft__approve_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The same if it is sent again: then it is done once. */
                "idempotency-key"?: string | null;
            };
            path: {
                draft: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Approval"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageTold"];
                };
            };
        };
    };
    feeds_api_cities__city__alerts_inbound_feeds_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedsTold"];
                };
            };
        };
    };
    listed_api_cities__city__alerts_inbound_get: {
        parameters: {
            query?: {
                /** @description Only what is in force. */
                in_force?: boolean;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundsTold"];
                };
            };
        };
    };
    listed_api_cities__city__alerts_get: {
        parameters: {
            query?: {
                /** @description Only what is in force. */
                in_force?: boolean;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesTold"];
                };
            };
        };
    };
    standing_api_cities__city__alerts_standing_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StandingsTold"];
                };
            };
        };
    };
    one_api_cities__city__alerts__number__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                number: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTold"];
                };
            };
        };
    };
    receipts_api_cities__city__alerts__number__messages__seq__receipts_get: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                number: number;
                seq: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptsTold"];
                };
            };
        };
    };
    cancel_api_cities__city__alerts__number__cancel_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The same if it is sent again: then it is done once. */
                "idempotency-key"?: string | null;
            };
            path: {
                number: number;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertReason"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageTold"];
                };
            };
        };
    };
    here_api_public_cities__city__alerts_get: {
        parameters: {
            query?: {
                lon?: number | null;
                lat?: number | null;
                /** @description A division's code. */
                division?: string;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicAlertsTold"];
                };
            };
        };
    };
    feed_api_public_cities__city__alerts_feeds__status___language__atom_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string | null;
            };
            path: {
                status: string;
                language: "en" | "zh";
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml": unknown;
                };
            };
        };
    };
    certificate_api_public_cities__city__alerts_certificates_pem_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-pem-file": unknown;
                };
            };
        };
    };
    chinese_api_public_cities__city__alerts__identifier__cn_xml_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string | null;
            };
            path: {
                identifier: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/cap+xml": unknown;
                };
            };
        };
    };
    document_api_public_cities__city__alerts__identifier__xml_get: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string | null;
            };
            path: {
                identifier: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/cap+xml": unknown;
                };
            };
        };
    };
    root_api_cities__city__sta_v1_1_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    get_api_cities__city__sta_v1_1__path__get: {
        parameters: {
            query?: {
                /** @description A condition, such as result gt 5. */
                $filter?: string;
                /** @description What is told with each, such as Datastreams($select=name). */
                $expand?: string;
                /** @description Only these properties. */
                $select?: string;
                /** @description By what, such as phenomenonTime desc. */
                $orderby?: string;
                /** @description How many at most. */
                $top?: string;
                /** @description How many are left out first. */
                $skip?: string;
                /** @description Whether to count all of them: true or false. */
                $count?: string;
                /** @description dataArray, for observations. */
                $resultFormat?: string;
            };
            header?: never;
            path: {
                path: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/plain": string;
                };
            };
        };
    };
    put_api_cities__city__sta_v1_1__path__put: {
        parameters: {
            query?: never;
            header?: {
                /** @description The entity's ETag. */
                "If-Match"?: string;
            };
            path: {
                path: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    post_api_cities__city__sta_v1_1__path__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                path: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    delete_api_cities__city__sta_v1_1__path__delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The entity's ETag. */
                "If-Match"?: string;
            };
            path: {
                path: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    patch_api_cities__city__sta_v1_1__path__patch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The entity's ETag. */
                "If-Match"?: string;
            };
            path: {
                path: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    batch_api_cities__city__sta_v1_1__batch_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    create_observations_api_cities__city__sta_v1_1_CreateObservations_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    landing_api_cities__city__open_ogc_get: {
        parameters: {
            query?: {
                /** @description The form of the answer; there is one. */
                f?: "json" | "geojson";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    api_api_cities__city__open_ogc_api_get: {
        parameters: {
            query?: {
                /** @description The form of the answer; there is one. */
                f?: "json" | "geojson";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.oai.openapi+json;version=3.0": unknown;
                };
            };
        };
    };
    conformance_api_cities__city__open_ogc_conformance_get: {
        parameters: {
            query?: {
                /** @description The form of the answer; there is one. */
                f?: "json" | "geojson";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    collections_api_cities__city__open_ogc_collections_get: {
        parameters: {
            query?: {
                /** @description The form of the answer; there is one. */
                f?: "json" | "geojson";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    collection_api_cities__city__open_ogc_collections__collection__get: {
        parameters: {
            query?: {
                /** @description The form of the answer; there is one. */
                f?: "json" | "geojson";
            };
            header?: never;
            path: {
                collection: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    queryables_api_cities__city__open_ogc_collections__collection__queryables_get: {
        parameters: {
            query?: {
                /** @description The form of the answer; there is one. */
                f?: "json" | "geojson";
            };
            header?: never;
            path: {
                collection: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/schema+json": unknown;
                };
            };
        };
    };
    items_api_cities__city__open_ogc_collections__collection__items_get: {
        parameters: {
            query?: {
                /** @description The form of the answer; there is one. */
                f?: "json" | "geojson";
                /** @description How many features at most. */
                limit?: number;
                /** @description Only features that touch this box: west, south, east, north. */
                bbox?: number[];
                /** @description The system that bbox is given in. */
                "bbox-crs"?: "http://www.opengis.net/def/crs/OGC/1.3/CRS84" | "http://www.opengis.net/def/crs/EPSG/0/4326" | "http://www.opengis.net/def/crs/EPSG/0/4490" | "http://www.opengis.net/def/crs/EPSG/0/3857";
                /** @description A moment, a day, or an interval such as 2026-07-01/.. with its ends. */
                datetime?: string;
                /** @description The system of the positions in the answer. */
                crs?: "http://www.opengis.net/def/crs/OGC/1.3/CRS84" | "http://www.opengis.net/def/crs/EPSG/0/4326" | "http://www.opengis.net/def/crs/EPSG/0/4490" | "http://www.opengis.net/def/crs/EPSG/0/3857";
                /** @description The next page, as the link next has it. */
                cursor?: string;
            };
            header?: never;
            path: {
                collection: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": unknown;
                };
            };
        };
    };
    item_api_cities__city__open_ogc_collections__collection__items__feature__get: {
        parameters: {
            query?: {
                /** @description The form of the answer; there is one. */
                f?: "json" | "geojson";
                /** @description The system of the positions in the answer. */
                crs?: "http://www.opengis.net/def/crs/OGC/1.3/CRS84" | "http://www.opengis.net/def/crs/EPSG/0/4326" | "http://www.opengis.net/def/crs/EPSG/0/4490" | "http://www.opengis.net/def/crs/EPSG/0/3857";
            };
            header?: never;
            path: {
                collection: string;
                feature: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": unknown;
                };
            };
        };
    };
    parquet_api_cities__city__open_sources__source__records_parquet_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Only what was known before this day began in the city; by default all. */
                as_of?: string | null;
            };
            header?: never;
            path: {
                source: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
        };
    };
    arrow_api_cities__city__open_sources__source__records_arrow_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Only what was known before this day began in the city; by default all. */
                as_of?: string | null;
            };
            header?: never;
            path: {
                source: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.arrow.stream": string;
                };
            };
        };
    };
    csv_api_cities__city__open_sources__source__records_csv_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Only what was known before this day began in the city; by default all. */
                as_of?: string | null;
            };
            header?: never;
            path: {
                source: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                };
            };
        };
    };
    contract_api_cities__city__open_sources__source__contract_yaml_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                source: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
        };
    };
    page_api_cities__city__open_sources__source__changes_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many changes at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                source: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangesTold"];
                };
            };
        };
    };
    lines_api_cities__city__open_sources__source__changes_jsonl_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description How many changes at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                source: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
        };
    };
    catalogue_api_cities__city__open_catalogue_jsonld_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/ld+json": unknown;
                };
            };
        };
    };
    one_api_cities__city__sources__source__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                source: string;
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceTold"];
                };
            };
        };
    };
    held_api_cities__city__personal_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldingTold"][];
                };
            };
        };
    };
    read_api_cities__city__personal_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reading"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Value"];
                };
            };
        };
    };
    show_api_session_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    sign_in_api_session_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["anlan__api__session__Password"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    sign_out_api_session_delete: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    second_factor_api_session_second_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    password_api_session_password_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    begin_api_session_oidc__provider__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    back_api_session_oidc__provider__back_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: never;
    };
    confirm_factor_api_me_second_factor_put: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Proof-Input"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Codes"];
                };
            };
        };
    };
    begin_factor_api_me_second_factor_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Factor"];
                };
            };
        };
    };
    remove_factor_api_me_second_factor_delete: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["anlan__api__me__Password"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    my_tokens_api_me_tokens_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"][];
                };
            };
        };
    };
    make_token_api_me_tokens_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeToken"];
                };
            };
        };
    };
    revoke_token_api_me_tokens__token__delete: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                token: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    my_sessions_api_me_sessions_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenSession"][];
                };
            };
        };
    };
    end_session_api_me_sessions__session__delete: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    page_api_accounts_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Part of a login or name. */
                q?: string;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accounts"];
                };
            };
        };
    };
    add_api_accounts_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTime"];
                };
            };
        };
    };
    one_api_accounts__account__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                account: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    alter_api_accounts__account__patch: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                account: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Alter"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    reset_api_accounts__account__reset_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                account: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reset"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneTime"];
                };
            };
        };
    };
    give_api_accounts__account__grants_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path: {
                account: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGrant"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    take_api_accounts__account__grants__grant__delete: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                account: number;
                grant: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    roles_api_roles_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"][];
                };
            };
        };
    };
    why_api_why_get: {
        parameters: {
            query: {
                /** @description What it is about. */
                permission: "city.read" | "premises.read" | "plan.read" | "backtest.read" | "quarantine.read" | "link.read" | "link.decide" | "asset.read" | "pool.read" | "case.read" | "case.report" | "case.accept" | "case.dispatch" | "case.handle" | "case.verify" | "case.supervise" | "case.contact" | "risk.read" | "risk.manage" | "alarm.read" | "alarm.handle" | "alarm.manage" | "fleet.read" | "fleet.manage" | "fleet.look" | "crowd.read" | "crowd.exact" | "rule.read" | "rule.manage" | "sensing.read" | "sensing.send" | "sensing.manage" | "alert.read" | "alert.compose" | "alert.approve" | "alert.cancel" | "alert.manage" | "quarantine.mend" | "personal.read" | "job.read" | "job.run" | "ledger.read" | "account.read" | "account.manage" | "outbox.read" | "outbox.manage" | "system.read";
                /** @description Where; `*` is everywhere. */
                city?: string;
                division?: string;
                department?: string;
                /** @description Who; by default oneself. */
                account?: number | null;
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
        };
    };
    page_api_ledger_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description What it begins with. */
                subject?: string;
                /** @description Such as account:7. */
                who?: string;
                /** @description Such as account.reset, or account.*. */
                act?: string;
                /** @description Not older than this. */
                since?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entries"];
                };
            };
        };
    };
    ledger_state_api_ledger_state_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerState"];
                };
            };
        };
    };
    page_api_jobs_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Only these. */
                state?: ("waiting" | "running" | "done" | "failed" | "cancelled") | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs"];
                };
            };
        };
    };
    ask_api_jobs_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJob"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobTold"];
                };
            };
        };
    };
    job_kinds_api_jobs_kinds_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KindTold"][];
                };
            };
        };
    };
    one_api_jobs__job__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                job: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobTold"];
                };
            };
        };
    };
    cancel_api_jobs__job__delete: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                job: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobTold"];
                };
            };
        };
    };
    endpoints_api_outbox_endpoints_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointTold"][];
                };
            };
        };
    };
    add_api_outbox_endpoints_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header: {
                /** @description A new one for each new create; the same if it is sent again. */
                "idempotency-key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEndpoint"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeEndpoint"];
                };
            };
        };
    };
    one_api_outbox_endpoints__endpoint__get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                endpoint: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointTold"];
                };
            };
        };
    };
    alter_api_outbox_endpoints__endpoint__patch: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: {
                /** @description The ETag of what is changed. */
                "if-match"?: string | null;
            };
            path: {
                endpoint: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlterEndpoint"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointTold"];
                };
            };
        };
    };
    deliveries_api_outbox_deliveries_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
                /** @description Which ones. */
                state?: "waiting" | "dead" | "delivered";
                /** @description How many items at most. */
                limit?: number;
                /** @description Where to go on: the answer's `next`. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deliveries"];
                };
            };
        };
    };
    replay_api_outbox_deliveries__delivery__replay_post: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path: {
                delivery: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    alive_health_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alive"];
                };
            };
        };
    };
    ready_ready_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
        };
    };
    system_api_system_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    metrics_metrics_get: {
        parameters: {
            query?: {
                /** @description The language of every text in the answer. */
                lang?: "en" | "zh";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
