"""Calls every method of the SDK. Prints a line for each check; ends with 1 when one has failed."""

import sys
import traceback

import account
import events
import media
import sdk


def all_methods_were_called():
    """Last: how much of the SDK the others have used."""
    assert sdk.never_called() == [], sdk.never_called()


failed = False
for check in [*media.CHECKS, *account.CHECKS, *events.CHECKS, all_methods_were_called]:
    try:
        check()
        print(f"ok {check.__name__}", flush=True)
    except Exception:
        failed = True
        print(f"FAILED {check.__name__}\n{traceback.format_exc()}", flush=True)
sys.exit(failed)
