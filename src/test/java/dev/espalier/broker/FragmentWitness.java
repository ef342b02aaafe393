package dev.espalier.broker;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Hashtable;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.MaxFragmentLength;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerOnlyTlsAuthentication;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** A small MQTT client over TLS 1.2 that asks for max_fragment_length and measures every record. */
final class FragmentWitness implements Closeable {

    /** What encryption adds to a record of TLS 1.2 at most: IV, MAC and padding of a CBC suite. */
    static final int RECORD_OVERHEAD = 16 + 48 + 16;

    private static final int MOST_TRIES = 10;

    private final Socket socket;
    private final RecordMeter meter;
    private final Client client = new Client();
    private TlsClientProtocol tls;
    private int asked;
    private int confirmed;

    private FragmentWitness(Socket socket) throws IOException {
        this.socket = socket;
        this.meter = new RecordMeter(socket.getInputStream());
    }

    private static FragmentWitness before(Endpoint endpoint) throws IOException {
        Socket socket = new Socket();
        socket.connect(endpoint.address());
        socket.setSoTimeout(10_000);
        return new FragmentWitness(socket);
    }

    /**
     * Connects and subscribes; again as long as the broker drops it in between, which the embedded one does
     * to a client that subscribes in the instant of its CONNACK (Moquette 0.17 marks it connected a moment later).
     */
    static FragmentWitness subscribed(Endpoint endpoint, int fragment, String filter) throws IOException {
        FragmentWitness witness = before(endpoint);
        witness.connectAskingFor(fragment);
        for (int tries = 1; !witness.subscribe(filter) && tries < MOST_TRIES; tries++) {
            witness.close();
            witness = before(endpoint);
            witness.connectAskingFor(fragment);
        }
        return witness;
    }

    private void connectAskingFor(int fragment) throws IOException {
        asked = fragment;
        tls = new TlsClientProtocol(meter, socket.getOutputStream());
        tls.connect(client);
        send(0x10, bytes("\0\4MQTT\4\2\0\74\0\7witness"));
        int connackLength = 4;
        tls.getInputStream().readNBytes(connackLength);
    }

    /** @return false when the connection ended instead */
    private boolean subscribe(String filter) throws IOException {
        send(0x82, bytes("\0\1\0" + (char) filter.length() + filter + "\0"));
        int subackLength = 5;
        return tls.getInputStream().readNBytes(subackLength).length == subackLength;
    }

    boolean readUntil(String text) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        while (!got.toString(StandardCharsets.ISO_8859_1).contains(text)) {
            int count = tls.getInputStream().read(buffer);
            if (count < 0) {
                return false;
            }
            got.write(buffer, 0, count);
        }
        return true;
    }

    int confirmedFragmentLength() {
        return confirmed;
    }

    int largestRecordFromServer() {
        return meter.largest;
    }

    private void send(int type, byte[] body) throws IOException {
        OutputStream out = tls.getOutputStream();
        out.write(type);
        out.write(body.length);
        out.write(body);
        out.flush();
    }

    private static byte[] bytes(String octets) {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private final class Client extends DefaultTlsClient {

        Client() {
            super(new BcTlsCrypto(new SecureRandom()));
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.TLSv12.only();
        }

        @Override
        public Hashtable<?, ?> getClientExtensions() throws IOException {
            Hashtable<?, ?> extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
            TlsExtensionsUtils.addMaxFragmentLengthExtension(extensions, code(asked));
            return extensions;
        }

        /** Fragments of 2^9 to 2^12 octets have the codes 1 to 4 (RFC 6066, section 4). */
        private static short code(int fragment) {
            return (short) (Integer.numberOfTrailingZeros(fragment) - 9 + MaxFragmentLength.pow2_9);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public void processServerExtensions(Hashtable extensions) throws IOException {
            super.processServerExtensions(extensions);
            short answered = TlsExtensionsUtils.getMaxFragmentLengthExtension(extensions);
            confirmed = answered < 0 ? 0 : 1 << (answered - MaxFragmentLength.pow2_9 + 9);
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new ServerOnlyTlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate certificate) {
                    // Who the server is does not matter here.
                }
            };
        }
    }

    /** Follows the record headers (type, version, length) in what the server sends. */
    private static final class RecordMeter extends FilterInputStream {

        private static final int HEADER = 5;

        private final int[] header = new int[HEADER];
        private int inHeader;
        private int leftOfBody;
        private int largest;

        RecordMeter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            if (octet >= 0) {
                see(octet);
            }
            return octet;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            for (int i = 0; i < count; i++) {
                see(buffer[offset + i] & 0xFF);
            }
            return count;
        }

        private void see(int octet) {
            if (leftOfBody > 0) {
                leftOfBody--;
                return;
            }
            header[inHeader++] = octet;
            if (inHeader == HEADER) {
                leftOfBody = header[3] << 8 | header[4];
                largest = Math.max(largest, leftOfBody);
                inHeader = 0;
            }
        }
    }
}
