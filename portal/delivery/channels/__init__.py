"""One module for each way out; all keep the contract of `portal.delivery.ports`."""
