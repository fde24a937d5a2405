"""A page in headless Chromium, asked through its debugging pipe: no port, no driver, no network."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in _NAMES if (found := shutil.which(name))), "")


class Page:
    """One tab of one browser; a context manager that ends it."""

    def __init__(self, profile: Path) -> None:
        # Chromium reads its file descriptor 3 and writes to 4; messages end in a NUL.
        self._to_read, self._to = os.pipe()
        self._from, self._from_write = os.pipe()
        self.complaints: list[str] = []
        """What the page wrote to the console, or threw."""
        self._serial = 0
        self._rest = b""
        flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run")
        command = [CHROMIUM, *flags, f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"]
        script = f'exec "$@" 3<&{self._to_read} 4>&{self._from_write}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, "chromium", *command],
            pass_fds=(self._to_read, self._from_write),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(self._to_read)
        os.close(self._from_write)
        tab = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._call("Target.attachToTarget", {"targetId": tab, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> Self:
        """Return the page."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the browser."""
        os.close(self._to)
        self._process.terminate()
        self._process.wait(timeout=30)
        os.close(self._from)

    def call(self, method: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call a method of the DevTools protocol on the tab."""
        return self._call(method, parameters or {}, session=self._session)

    def open(self, path: Path, *, width: int, dark: bool = False, scripts: bool = True) -> None:
        """Open a file in a window of `width` pixels and wait until it is loaded."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self.call("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.call("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        self.complaints.clear()
        self.call("Page.navigate", {"url": path.as_uri()})
        while self._message().get("method") != "Page.loadEventFired":
            pass

    def value(self, expression: str) -> Any:  # noqa: ANN401 - whatever the page's script returns
        """Return the value of a JavaScript expression in the page, of a promise what it comes to."""
        asked = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        answer = self.call("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            text = {"text": key} if len(key) == 1 else {}
            self.call("Input.dispatchKeyEvent", {"type": "keyDown", "key": key, **text})
            self.call("Input.dispatchKeyEvent", {"type": "keyUp", "key": key})

    def _call(self, method: str, parameters: Mapping[str, Any], session: str = "") -> dict[str, Any]:
        self._serial += 1
        message = {"id": self._serial, "method": method, "params": dict(parameters)}
        if session:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while (answer := self._message()).get("id") != self._serial:
            pass
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._from, 1 << 16)
            assert more, "the browser ended"
            self._rest += more
        text, self._rest = self._rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        if message.get("method") in {"Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"}:
            self.complaints.append(json.dumps(message["params"])[:500])
        if message.get("method") == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if not url.startswith(("file:", "data:", "about:")):
                self.complaints.append(f"asks the network for {url}")
        return message
