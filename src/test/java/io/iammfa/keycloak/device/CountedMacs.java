package io.iammfa.keycloak.device;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.MacSpi;

/** Counts the HMACs of whatever asks Java for one, until it is closed. */
final class CountedMacs implements AutoCloseable {

    private static final String NAME = "counted";

    private final Map<String, Integer> counts = new TreeMap<>();

    CountedMacs() {
        Security.insertProviderAt(new Counting(counts), 1);
    }

    /** How many of each algorithm since the last call. */
    Map<String, Integer> taken() {
        Map<String, Integer> taken = new TreeMap<>(counts);
        counts.clear();
        return taken;
    }

    @Override
    public void close() {
        Security.removeProvider(NAME);
    }

    private static final class Counting extends Provider {

        private static final long serialVersionUID = 1;

        Counting(Map<String, Integer> counts) {
            super(NAME, "1", "");
            for (String algorithm : List.of("HmacSHA1", "HmacSHA256", "HmacSHA512")) {
                putService(new Service(this, "Mac", algorithm, CountedMac.class.getName(), null, null) {
                    @Override
                    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                        return new CountedMac(algorithm, counts);
                    }
                });
            }
        }
    }

    private static final class CountedMac extends MacSpi {

        private final Mac mac;
        private final Map<String, Integer> counts;

        CountedMac(String algorithm, Map<String, Integer> counts) throws NoSuchAlgorithmException {
            try {
                this.mac = Mac.getInstance(algorithm, "SunJCE");
            } catch (GeneralSecurityException e) {
                throw new NoSuchAlgorithmException(e);
            }
            this.counts = counts;
        }

        @Override
        protected int engineGetMacLength() {
            return mac.getMacLength();
        }

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec parameters) throws InvalidKeyException {
            mac.init(key);
        }

        @Override
        protected void engineUpdate(byte input) {
            mac.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            mac.update(input, offset, length);
        }

        @Override
        protected byte[] engineDoFinal() {
            counts.merge(mac.getAlgorithm(), 1, Integer::sum);
            return mac.doFinal();
        }

        @Override
        protected void engineReset() {
            mac.reset();
        }
    }
}
