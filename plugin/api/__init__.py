"""The machinery of actions: registry, schemas, envelopes, dispatch. Knows neither HTTP nor what any action does."""
