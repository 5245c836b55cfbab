// The lab's name server: it immediately answers NXDOMAIN to every query. Docker's resolver in a task sends it the
// queries for all names that are not on the task's networks. Without an answer, the task would wait for a timeout of at
// least 10 s.
//
//	nameserver ADDRESS:PORT
package main

import (
	"fmt"
	"net"
	"os"
)

const (
	headerLength = 12
	// RFC 1035, 4.1.1: QR marks an answer, RA offers recursion, the last four bits are the result.
	flagAnswer             = 0x80
	flagRecursionAvailable = 0x80
	resultNoSuchName       = 3
)

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: nameserver ADDRESS:PORT"))
	}
	socket, err := net.ListenPacket("udp4", os.Args[1])
	if err != nil {
		fail(err)
	}
	buffer := make([]byte, 1500)
	for {
		length, client, err := socket.ReadFrom(buffer)
		if err != nil {
			fail(err)
		}
		if answer := noSuchName(buffer[:length]); answer != nil {
			_, _ = socket.WriteTo(answer, client)
		}
	}
}

// noSuchName turns a query into its answer: the same header and question, without the records that may follow. It is
// nil unless the query has exactly one question.
func noSuchName(query []byte) []byte {
	if len(query) < headerLength || query[2]&flagAnswer != 0 || query[4] != 0 || query[5] != 1 {
		return nil
	}
	end := headerLength
	for end < len(query) && query[end] != 0 {
		end += int(query[end]) + 1
	}
	end += 5 // the name's closing zero, the type and the class
	if end > len(query) {
		return nil
	}
	answer := append([]byte(nil), query[:end]...)
	answer[2] |= flagAnswer
	answer[3] = flagRecursionAvailable | resultNoSuchName
	for i := 6; i < headerLength; i++ {
		answer[i] = 0
	}
	return answer
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
