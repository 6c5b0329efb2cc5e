/** @module Python that is run before a program: takes the bridges to JavaScript away, and returns the function that runs programs. */

/** Imported before the snapshot is made, so that programs find it there. */
export const WARM_UP =
  'import ast, asyncio, bisect, collections, copy, dataclasses, datetime, decimal, enum, fractions, functools, heapq, importlib.abc, ' +
  'itertools, json, linecache, math, operator, random, re, statistics, string, sys, time, traceback, types, typing';

/**
 * Its value is `run(code, tests)`, whose value is a report as JSON: `{"ok": true, "value": ...}`, or `{"ok": false, "kind": "threw" |
 * "memory" | "exit", "phase": "program" | "tests", "reason": ...}`. The realm outside holds whatever gets past this file.
 */
export const PRELUDE = String.raw`
def prelude():
    import ast, asyncio, builtins, importlib.abc, json, linecache, sys, time, traceback, types
    from pyodide import webloop

    # Pyodide waits by handing over to a browser. Programs wait by themselves.
    asyncio.run = webloop._orig_run
    time.sleep = webloop._orig_sleep

    bridges = {"js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core", "micropip", "ctypes", "_ctypes"}

    class NoBridges(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in bridges:
                raise ModuleNotFoundError(f"No module named {name!r} in the sandbox", name=name)

    taken = [finder for finder in sys.meta_path if getattr(finder, "__module__", "").partition(".")[0] in bridges]
    sys.meta_path[:] = [NoBridges()] + [finder for finder in sys.meta_path if finder not in taken]
    for finder in taken:
        getattr(finder, "jsproxies", {}).clear()
    modules = [sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in bridges]

    class Nothing:
        def select(self, timeout):
            if timeout:
                time.sleep(timeout)
            return []

        def close(self):
            pass

    class Loop(asyncio.BaseEventLoop):
        def __init__(self):
            super().__init__()
            self._selector = Nothing()

        def _process_events(self, events):
            pass

        def _write_to_self(self):
            pass

    asyncio._set_running_loop(None)
    asyncio.set_event_loop(None)
    asyncio.new_event_loop = asyncio.events.new_event_loop = Loop

    class ShowSides(ast.NodeTransformer):
        """assert a == b fails with what a was."""

        def visit_Assert(self, node):
            test = node.test
            if node.msg is not None or not isinstance(test, ast.Compare) or len(test.ops) != 1:
                return node
            keep = ast.NamedExpr(ast.Name("_left_", ast.Store()), test.left)
            shown = ast.Call(ast.Name("_show_", ast.Load()), [ast.Name("_left_", ast.Load())], [])
            compare = ast.Compare(keep, test.ops, test.comparators)
            return ast.fix_missing_locations(ast.copy_location(ast.Assert(compare, shown), node))

    def show(value):
        text = repr(value)
        return "the left side is " + (text if len(text) <= 300 else text[:300] + "...")

    sys.stdout.reconfigure(line_buffering=True)
    sys.stderr.reconfigure(line_buffering=True)
    dumps = json.dumps
    files = ("program.py", "tests.py")

    def reason(error):
        if isinstance(error, SyntaxError):
            return "".join(traceback.format_exception_only(error)).strip()
        told = traceback.TracebackException.from_exception(error)
        told.stack = traceback.StackSummary.from_list([f for f in told.stack if f.filename in files][-8:])
        told.__cause__ = told.__context__ = None
        return "".join(told.format()).strip()

    def execute(name, source, space, transform):
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        tree = ast.parse(source, name)
        if transform:
            tree = transform.visit(tree)
        last = tree.body.pop() if not transform and tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), space)
        value = None if last is None else eval(compile(ast.Expression(last.value), name, "eval"), space)
        return "" if value is None else value if isinstance(value, str) else repr(value)

    def run(code, tests):
        # Functions and classes that a program digs out find nothing in their modules. Not earlier: this file is run by them.
        while modules:
            module = modules.pop()
            if isinstance(module, types.ModuleType):
                module.__dict__.clear()
        module = types.ModuleType("__main__")
        module.__builtins__ = builtins
        sys.modules["__main__"] = module
        space = module.__dict__
        phase = "program"
        try:
            value = execute("program.py", code, space, None)
            if tests is not None:
                phase = "tests"
                space["_show_"] = show
                execute("tests.py", tests, space, ShowSides())
            report = {"ok": True, "value": value}
        except SystemExit as error:
            report = {"ok": False, "kind": "exit", "phase": phase, "reason": str(error.code or 0)[:500]}
        except MemoryError:
            report = {"ok": False, "kind": "memory", "phase": phase, "reason": ""}
        except BaseException as error:
            report = {"ok": False, "kind": "threw", "phase": phase, "reason": reason(error)}
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:
                pass  # The program closed it: what it printed before is out already.
        return dumps(report)

    return run

prelude()
`;
