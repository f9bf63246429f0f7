// Package metadata decides what is trusted of a hub: its entityID, where its SSO
// service is and under which keys its answers verify.
//
// It reads one EntityDescriptor (or one out of an EntitiesDescriptor) under caps,
// checks a pinned signature and validUntil where they are asked for, and makes of
// it a [KeySet]. SSO address and keys are one set and move together: EngineBlock
// answers with the key that belongs to the address that was used (federations
// §2.8). [Live] holds the set in use and those it replaced, so that a rollover
// fails no login that is under way (F-04).
//
// A certificate is a bare key container here, as in the SAML metadata
// interoperability profile: its dates, names and serial number are worth a
// warning and nothing more.
//
// It refuses to know how the bytes got here: fetching, files and alarms are
// elsewhere.
package metadata
