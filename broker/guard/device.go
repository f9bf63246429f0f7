package guard

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"time"

	"sluis/broker/keys"
)

// Device names a browser in which somebody once logged in. It says nothing about who
// that was. The zero Device is none.
type Device [16]byte

// String gives the device as rows and forms carry it; "" for none.
func (d Device) String() string {
	if d == (Device{}) {
		return ""
	}
	return hex.EncodeToString(d[:])
}

// ParseDevice reads what String wrote; anything else is no device.
func ParseDevice(s string) Device {
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) != len(Device{}) {
		return Device{}
	}
	return Device(raw)
}

// DeviceLife is how long the cookie of a device counts; DeviceRenew is the age from
// which a login gives it a new day.
const (
	DeviceLife  = 180 * 24 * time.Hour
	DeviceRenew = 30 * 24 * time.Hour
)

// Devices writes and reads the value of the device cookie:
//
//	id (128 bit) ‖ day ‖ HMAC-SHA-256(device key, "dev1" ‖ id ‖ day)
//
// as base64url. It is the OWASP device cookie with our own id in the place of a login
// name: the cookie of a classroom's computer must not tell who sat there.
type Devices struct {
	Ring *keys.Ring
	Now  func() time.Time
}

const deviceBytes = 16 + 4 + 32

// New gives a device that never was, and its cookie.
func (d Devices) New() (Device, string) {
	var id Device
	rand.Read(id[:]) // never fails
	return id, d.Cookie(id)
}

// Cookie gives the cookie of a device, as of today.
func (d Devices) Cookie(id Device) string {
	day := binary.BigEndian.AppendUint32(nil, uint32(d.today()))
	raw := append(append(make([]byte, 0, deviceBytes), id[:]...), day...)
	mac := d.Ring.MAC("device", []byte("dev1"), id[:], day)
	return base64.RawURLEncoding.EncodeToString(append(raw, mac[:]...))
}

// Read gives the device of a cookie; fresh says that it need not be renewed yet. A
// cookie that is not ours, was changed, or is older than DeviceLife is none, like no
// cookie at all (L-13).
func (d Devices) Read(cookie string) (id Device, fresh bool) {
	if len(cookie) != base64.RawURLEncoding.EncodedLen(deviceBytes) {
		return Device{}, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cookie)
	if err != nil || len(raw) != deviceBytes {
		return Device{}, false
	}
	mac := d.Ring.MAC("device", []byte("dev1"), raw[:16], raw[16:20])
	if !hmac.Equal(mac[:], raw[20:]) {
		return Device{}, false
	}
	age := d.today() - int64(binary.BigEndian.Uint32(raw[16:20]))
	if age < 0 || age > int64(DeviceLife/(24*time.Hour)) {
		return Device{}, false
	}
	return Device(raw[:16]), age < int64(DeviceRenew/(24*time.Hour))
}

func (d Devices) today() int64 { return d.Now().Unix() / (24 * 3600) }
