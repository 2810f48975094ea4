package dev.tidings.server.cluster;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the members' port: a connection from an address that the configuration does not name is closed before a
 * byte of it is read, and where there is a secret both ends prove that they know it. Thread-safe because all that
 * changes is a moment, atomically.
 *
 * <p>The proof: each end sends 32 random bytes, then the HMAC-SHA-256 of its side's letter and both. It keeps strangers out;
 * it does not encrypt what follows.
 */
final class MemberGate implements MemberSocketInterceptor {

    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int NONCE_BYTES = 32;
    private static final int PROOF_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private static final long WARN_NANOS = 10_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(MemberGate.class);

    private final AtomicLong warnedNanos = new AtomicLong(System.nanoTime() - WARN_NANOS);
    private final MemberList members;
    private final byte[] secret;
    private final SecureRandom random = new SecureRandom();

    MemberGate(MemberList members, String secret) {
        this.members = members;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void init(Properties properties) {
        // everything came by the constructor
    }

    @Override
    public void onAccept(Socket socket) throws IOException {
        try {
            if (!members.names(socket.getInetAddress())) {
                throw new IOException("it is not named in cluster.members");
            }
            prove(socket, true);
        } catch (IOException e) {
            warn(socket.getInetAddress(), e);
            throw e;
        }
    }

    @Override
    public void onConnect(Socket socket) throws IOException {
        prove(socket, false);
    }

    private void prove(Socket socket, boolean accepted) throws IOException {
        if (secret.length == 0) {
            return;
        }
        int before = socket.getSoTimeout();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        byte[] own = new byte[NONCE_BYTES];
        random.nextBytes(own);
        OutputStream out = socket.getOutputStream();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        out.write(own);
        out.flush();
        byte[] theirs = read(in, NONCE_BYTES);
        if (!accepted) {
            out.write(proof('c', own, theirs));
            out.flush();
        }
        byte[] shown = read(in, PROOF_BYTES);
        if (!MessageDigest.isEqual(shown, accepted ? proof('c', theirs, own) : proof('a', theirs, own))) {
            throw new IOException("it does not know the cluster's secret");
        }
        if (accepted) {
            out.write(proof('a', own, theirs));
            out.flush();
        }
        socket.setSoTimeout(before);
    }

    /** Once in a while: strangers may knock often. */
    private void warn(InetAddress address, IOException reason) {
        long now = System.nanoTime();
        long last = warnedNanos.get();
        if (now - last >= WARN_NANOS && warnedNanos.compareAndSet(last, now)) {
            LOG.warn("{} was not let in as a member: {}", address.getHostAddress(), reason.toString());
        }
    }

    private static byte[] read(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private byte[] proof(char side, byte[] prover, byte[] checker) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update((byte) side);
            mac.update(prover);
            return mac.doFinal(checker);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
